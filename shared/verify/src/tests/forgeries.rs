//! Wycheproof's forged and malformed RSA PKCS#1 v1.5 signatures, against the token verifier.

use contract::signing_key::SigningPublicKey;
use wycheproof::TestResult;
use wycheproof::rsa_pkcs1_verify::{TestFlag, TestName, TestSet};

use crate::parsed_keys::ParsedKeys;

struct Tally {
    valid: usize,
    invalid: usize,
    acceptable: usize,
}

/// Runs a set for SHA-256.
fn run(name: TestName) -> Tally {
    let (set, keys) = (TestSet::load(name).unwrap(), ParsedKeys::new());
    let mut tally = Tally { valid: 0, invalid: 0, acceptable: 0 };
    for group in &set.test_groups {
        let bits = u32::try_from(group.key_size).unwrap();
        let key = keys.get(&SigningPublicKey::from_store(group.der.to_vec(), bits)).expect("the key parses");
        for test in &group.tests {
            let verifies = key.verifies(&test.msg, &test.sig);
            let what = format!("{name:?} {}: {} {:?}", test.tc_id, test.comment, test.flags);
            match test.result {
                TestResult::Valid => {
                    assert!(verifies, "{what}");
                    tally.valid += 1;
                }
                TestResult::Invalid => {
                    assert!(!verifies, "{what}");
                    tally.invalid += 1;
                }
                // The only one is a DigestInfo without its NULL, which some old signers made. It is refused here.
                TestResult::Acceptable => {
                    assert_eq!(test.flags, [TestFlag::MissingNull], "{what}");
                    assert!(!verifies, "{what}");
                    tally.acceptable += 1;
                }
            }
        }
    }
    tally
}

#[test]
fn no_forged_signature_of_wycheproof_verifies() {
    for name in [TestName::Rsa2048Sha256, TestName::Rsa3072Sha256, TestName::Rsa4096Sha256, TestName::Rsa8192Sha256] {
        let tally = run(name);
        assert!(tally.invalid >= 240 && tally.valid >= 5 && tally.acceptable == 1, "{name:?}");
    }
}

/// Checks valid signatures over another hash: RS256 is SHA-256.
#[test]
fn no_signature_over_another_hash_verifies() {
    let sha256 = [TestName::Rsa2048Sha256, TestName::Rsa3072Sha256, TestName::Rsa4096Sha256, TestName::Rsa8192Sha256];
    let keys = ParsedKeys::new();
    let mut tried = 0;
    for name in TestName::all().into_iter().filter(|name| !sha256.contains(name)) {
        for group in &TestSet::load(name).unwrap().test_groups {
            let bits = u32::try_from(group.key_size).unwrap();
            let key = keys.get(&SigningPublicKey::from_store(group.der.to_vec(), bits)).expect("the key parses");
            // Wrong for their own set, since they are over SHA-256 or another hash.
            for test in group.tests.iter().filter(|test| !test.flags.contains(&TestFlag::WrongHash)) {
                assert!(!key.verifies(&test.msg, &test.sig), "{name:?} {}", test.tc_id);
                tried += 1;
            }
        }
    }
    assert!(tried > 4_000, "{tried}");
}
