//! Source addresses of an application's allow-list.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::{IpNet, Ipv4Net};
use serde::{Deserialize, Serialize};

use crate::json::{from_text, schema};
use crate::value::InvalidValue;

/// CIDR block, or a single address, of an allow-list.
///
/// Bits after the prefix must be zero, else a typing error could allow a network instead of one host. An IPv4 block
/// mapped into IPv6 is stored as IPv4, since addresses are compared in that form.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceBlock(IpNet);

impl SourceBlock {
    /// Returns true if the block contains `address`. An IPv4 address mapped into IPv6 counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl FromStr for SourceBlock {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let block = read(text)
            .ok_or_else(|| InvalidValue::new("must be a CIDR block such as 203.0.113.0/24 or 2001:db8::/32"))?;
        let block = unmapped(block).unwrap_or(block);
        if block.network() != block.addr() {
            return Err(InvalidValue::new(format!(
                "must have no bits set after its prefix, such as {}",
                block.trunc()
            )));
        }
        Ok(Self(block))
    }
}

/// Parses a block in canonical form.
///
/// `ipnet` also accepts leading zeros, which other programs read as octal.
fn read(text: &str) -> Option<IpNet> {
    let Some((address, prefix)) = text.split_once('/') else { return Some(text.parse::<IpAddr>().ok()?.into()) };
    let length: u8 = prefix.parse().ok()?;
    IpNet::new(address.parse().ok()?, length).ok().filter(|_| length.to_string() == prefix)
}

/// Returns the IPv4 block that is mapped into this IPv6 block.
fn unmapped(block: IpNet) -> Option<IpNet> {
    let IpNet::V6(block) = block else { return None };
    let prefix = block.prefix_len().checked_sub(96)?;
    Some(Ipv4Net::new(block.addr().to_ipv4_mapped()?, prefix).ok()?.into())
}

from_text!(SourceBlock);

schema!(SourceBlock, { "type": "string", "description": "CIDR block, IPv4 or IPv6", "examples": ["203.0.113.0/24"] });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_has_no_host_bits() {
        let block: SourceBlock = "203.0.113.0/24".parse().unwrap();
        assert!(block.contains("203.0.113.9".parse().unwrap()) && !block.contains("203.0.114.1".parse().unwrap()));
        assert!(block.contains("::ffff:203.0.113.9".parse().unwrap()), "IPv4 mapped into IPv6");
        assert_eq!("::ffff:203.0.113.0/120".parse::<SourceBlock>().unwrap(), block);
        assert!("2001:db8::1".parse::<SourceBlock>().unwrap().contains("2001:db8::1".parse().unwrap()));
        for bad in ["203.0.113.1/24", "203.0.113.0/33", "x", "", "203.0.113.0/"] {
            assert!(bad.parse::<SourceBlock>().is_err(), "{bad}");
        }
    }
}
