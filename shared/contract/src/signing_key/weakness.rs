//! Weaknesses visible in a modulus alone, or in comparison with others.

use std::sync::LazyLock;

use num_integer::Integer as _;
use rsa::BigUint;

use super::{RefusedKey, SigningPublicKey, read_numbers};

/// Rounds of Fermat's method.
///
/// One suffices if the primes share their upper half. A hundred leave a wide margin at negligible cost
/// (CVE-2022-26320).
const FERMAT_ROUNDS: u32 = 100;
/// Upper bound of the primes that are tried as factors.
const SMALL_PRIME_LIMIT: usize = 1 << 20;
/// Primes that identify ROCA keys. Source: Nemec et al., "The Return of Coppersmith's Attack", CCS 2017.
const ROCA_PRIMES: [u32; 17] = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

pub(super) fn find(n: &BigUint) -> Result<(), RefusedKey> {
    if has_small_factor(n) {
        return Err(RefusedKey::SmallFactor);
    }
    if is_roca(n) {
        return Err(RefusedKey::Roca);
    }
    if has_close_primes(n) {
        return Err(RefusedKey::ClosePrimes);
    }
    if is_power_of_prime(n) {
        return Err(RefusedKey::Modulus);
    }
    Ok(())
}

fn one() -> BigUint {
    BigUint::from(1_u32)
}

fn residue(n: &BigUint, prime: u32) -> u32 {
    let rest = n % prime;
    // A remainder of a 32-bit number fits 32 bits.
    rest.to_bytes_le().iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte))
}

/// Product of all primes below [`SMALL_PRIME_LIMIT`]: 1.5 million bits, computed once per process in some 20 ms.
static SMALL_PRIMES: LazyLock<BigUint> = LazyLock::new(|| {
    let mut composite = vec![false; SMALL_PRIME_LIMIT];
    let mut factors = Vec::new();
    for number in 2..SMALL_PRIME_LIMIT {
        if composite.get(number) == Some(&false) {
            factors.push(BigUint::from(number));
            composite.iter_mut().skip(number * number).step_by(number).for_each(|multiple| *multiple = true);
        }
    }
    // Factors of similar size are multiplied, since fast multiplication needs that.
    while factors.len() > 1 {
        factors = factors.chunks(2).map(|pair| pair.iter().fold(one(), |product, factor| product * factor)).collect();
    }
    factors.pop().unwrap_or_else(one)
});

fn has_small_factor(n: &BigUint) -> bool {
    n.bits() == 0 || (&*SMALL_PRIMES % n).gcd(n) != one()
}

/// Returns true if the modulus is a prime or a power of one.
///
/// For a power `n` of `p`, `2^n ≡ 2` modulo `p` (Fermat), so `p` divides `2^(n-1) - 1`. For a product of two random
/// primes, neither prime divides it.
fn is_power_of_prime(n: &BigUint) -> bool {
    let power = BigUint::from(2_u32).modpow(&(n - one()), n);
    // Never 0, as `n` is odd here: 2 is among the small primes.
    power == one() || (power - one()).gcd(n) != one()
}

/// Returns true if the modulus has the ROCA flaw. Then it is a power of 65537 modulo each of the primes.
///
/// Those of the flawed generator are. A random modulus is with a probability of about 2^-27.
fn is_roca(n: &BigUint) -> bool {
    ROCA_PRIMES.iter().all(|prime| {
        let generator = 65_537 % prime;
        let wanted = residue(n, *prime);
        let mut power = 1;
        (0..*prime).any(|_| {
            power = power * generator % prime;
            power == wanted
        })
    })
}

fn has_close_primes(n: &BigUint) -> bool {
    let mut a = integer_root(n);
    if &a * &a < *n {
        a += &one();
    }
    (0..FERMAT_ROUNDS).any(|_| {
        let rest = &a * &a - n;
        a += &one();
        // Squares have one of 12 residues modulo 64, which saves most roots.
        let low = residue(&rest, 64);
        let maybe_square = (0..64).any(|x: u32| x * x % 64 == low);
        maybe_square && {
            let root = integer_root(&rest);
            &root * &root == rest
        }
    })
}

/// Returns the integer square root, rounded down, by Newton's method from above.
fn integer_root(n: &BigUint) -> BigUint {
    if *n == BigUint::from(0_u32) {
        return n.clone();
    }
    let mut root = one() << n.bits().div_ceil(2);
    loop {
        let next: BigUint = (&root + n / &root) >> 1_usize;
        if next >= root {
            return root;
        }
        root = next;
    }
}

/// Search for a prime that a new key shares with registered ones.
///
/// The moduli are multiplied modulo the new one, at some microseconds each, and one greatest common divisor is computed
/// at the end. A common prime makes a key pair worthless: both moduli can then be factored (Heninger et al., "Mining
/// Your Ps and Qs", USENIX Security 2012).
#[derive(Debug)]
pub struct SharedPrimes {
    modulus: BigUint,
    product: BigUint,
}

impl SharedPrimes {
    /// Starts the search for a new key.
    pub fn of(key: &SigningPublicKey) -> Self {
        let modulus = BigUint::from_bytes_be(&key.modulus());
        Self { product: one() % &modulus, modulus }
    }

    /// Adds the modulus of another registered key, big-endian.
    pub fn add(&mut self, modulus: &[u8]) {
        let other = BigUint::from_bytes_be(modulus);
        // The key itself does not count.
        if other != self.modulus {
            self.product = &self.product * (other % &self.modulus) % &self.modulus;
        }
    }

    /// Returns true if the new key shares a prime with another.
    pub fn found(&self) -> bool {
        self.product.gcd(&self.modulus) != one()
    }
}

impl SigningPublicKey {
    /// Returns the modulus, big-endian, without leading zeros.
    pub fn modulus(&self) -> Vec<u8> {
        // A checked key has numbers.
        let key = super::pkcs1(&self.spki_der).and_then(read_numbers);
        key.map(|(modulus, _)| modulus.to_bytes_be()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_root_is_rounded_down() {
        for n in [0_u32, 1, 2, 3, 4, 8, 9, 15, 16, 17, 1_000_000] {
            let root = integer_root(&BigUint::from(n));
            assert_eq!(root, BigUint::from(f64::from(n).sqrt() as u32), "{n}");
        }
    }

    #[test]
    fn small_primes_are_complete() {
        // π(2^20) = 82,025; the largest is 1,048,573. Their product has θ(2^20) / ln 2 bits.
        let has = |factor: u32| residue(&SMALL_PRIMES, factor) == 0;
        assert!([2, 3, 65_537, 524_287, 1_048_573].into_iter().all(has));
        assert!([4, 9, 1_048_576 - 1].into_iter().all(|other| other == 1_048_575 || !has(other)));
        assert!((1_509_000..1_513_000).contains(&SMALL_PRIMES.bits()), "{}", SMALL_PRIMES.bits());
    }

    #[test]
    fn a_prime_and_its_powers_are_distinguished_from_a_product() {
        let [p, q] = [2_305_843_009_213_693_951_u64, 4_611_686_018_427_387_847].map(BigUint::from);
        for (n, expected) in [(p.clone(), true), (&p * &p * &p, true), (&q * &q, true), (&p * &q, false)] {
            assert_eq!(is_power_of_prime(&n), expected, "{n}");
        }
    }
}
