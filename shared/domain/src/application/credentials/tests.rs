//! Rotations in every combination. Many are too slow to reach through the routes.

use contract::application::MAX_API_KEY_GRACE;
use contract::id::{ApplicationId, IdSeed, OrganizationId};

use super::*;
use crate::application::{HmacKeyArn, Mac};

const NOW: Timestamp = Timestamp::from_seconds(1_000_000);

fn at(seconds: i64) -> Timestamp {
    NOW.plus_seconds(seconds)
}

/// API key with a number. It is live unless it expired or was revoked.
fn key(number: usize, expires_at: Option<Timestamp>, revoked_at: Option<Timestamp>) -> ApiKeyRecord {
    let hmac_key: HmacKeyArn = "arn:aws:kms:eu-central-1:111122223333:key/1".parse().unwrap();
    let id = ApiKeyId::from_digits(&format!("{number:04}")).unwrap();
    let (prefix, last_four) = (String::new(), String::new());
    ApiKeyRecord { id, prefix, last_four, mac: Mac([0; 32]), hmac_key, created_at: NOW, expires_at, revoked_at }
}

fn application(api_keys: Vec<ApiKeyRecord>) -> ApplicationRecord {
    let seed = IdSeed { millis: 0, random: 1 };
    ApplicationRecord {
        id: ApplicationId::new(seed),
        organization: OrganizationId::new(seed),
        name: "Payouts".parse().unwrap(),
        permissions: contract::permission::PermissionSet::default(),
        enabled: true,
        organization_enabled: true,
        allowed_source_ips: Vec::new(),
        require_signed_headers: false,
        api_keys,
        signing_keys: Vec::new(),
        created_at: NOW,
        created_by: "user".parse().unwrap(),
        updated_at: NOW,
        revision: 1,
    }
}

fn with_api_key(
    record: ApplicationRecord,
    new: ApiKeyRecord,
    replace_after: Option<u32>,
    now: Timestamp,
) -> Result<ApplicationRecord, CommandError> {
    add_api_key(&record, new, replace_after, now).map(|decision| decision.after.unwrap())
}

fn numbers(record: &ApplicationRecord) -> Vec<usize> {
    record.api_keys.iter().map(|key| key.id.digits().parse().unwrap()).collect()
}

#[test]
fn a_replacement_ends_live_keys_and_never_extends_one() {
    let month = i64::from(MAX_API_KEY_GRACE);
    // End before, grace window, end after.
    let ends = [
        (None, None, None),
        (None, Some(1), Some(at(1))),
        (None, Some(3600), Some(at(3600))),
        (None, Some(MAX_API_KEY_GRACE), Some(at(month))),
        (Some(at(60)), None, Some(at(60))),
        (Some(at(60)), Some(59), Some(at(59))),
        (Some(at(60)), Some(60), Some(at(60))),
        (Some(at(60)), Some(61), Some(at(60))),
        (Some(at(60)), Some(MAX_API_KEY_GRACE), Some(at(60))),
        (Some(at(month + 1)), Some(MAX_API_KEY_GRACE), Some(at(month))),
        (Some(at(month + 1)), None, Some(at(month + 1))),
        // An expired key stays expired.
        (Some(at(0)), Some(3600), Some(at(0))),
        (Some(at(-60)), Some(3600), Some(at(-60))),
        (Some(at(-60)), Some(0), Some(at(-60))),
    ];
    for (end, grace, expected) in ends {
        let record = application(vec![key(1, end, None)]);
        let after = with_api_key(record, key(2, None, None), grace, NOW).unwrap();
        assert_eq!(after.api_keys[0].expires_at, expected, "{end:?} with {grace:?}");
        assert_eq!(after.api_keys[0].revoked_at, None, "{end:?} with {grace:?}");
        assert_eq!((after.api_keys[1].expires_at, after.api_keys[1].revoked_at), (None, None), "the new key");
    }
    // A grace window of zero revokes live keys and leaves their end unchanged.
    for end in [None, Some(at(60)), Some(at(month + 1))] {
        let after = with_api_key(application(vec![key(1, end, None)]), key(2, None, None), Some(0), NOW).unwrap();
        assert_eq!((after.api_keys[0].expires_at, after.api_keys[0].revoked_at), (end, Some(NOW)));
    }
    // A revoked key keeps its time and gets no end.
    for grace in [None, Some(0), Some(3600)] {
        let record = application(vec![key(1, None, Some(at(-60)))]);
        let after = with_api_key(record, key(2, None, None), grace, NOW).unwrap();
        assert_eq!((after.api_keys[0].expires_at, after.api_keys[0].revoked_at), (None, Some(at(-60))));
    }
}

#[test]
fn at_most_ten_keys_are_live_and_ended_keys_do_not_count() {
    let full = || application((0..MAX_LIVE_KEYS).map(|number| key(number, None, None)).collect());
    let add = |record: ApplicationRecord, grace| with_api_key(record, key(99, None, None), grace, NOW);
    for grace in [None, Some(1), Some(3600)] {
        assert!(matches!(add(full(), grace), Err(CommandError::Conflict(_))), "{grace:?}");
    }
    assert_eq!(add(full(), Some(0)).unwrap().api_keys.len(), MAX_LIVE_KEYS + 1);
    for (end, revoked) in [(Some(NOW), None), (None, Some(NOW)), (Some(at(60)), Some(at(-1)))] {
        let mut record = full();
        record.api_keys[3] = key(3, end, revoked);
        assert_eq!(add(record, None).unwrap().api_keys.len(), MAX_LIVE_KEYS + 1, "{end:?} {revoked:?}");
    }
    let mut record = full();
    record.api_keys[3].expires_at = Some(at(1));
    assert!(add(record, None).is_err(), "the key has a second left");
}

#[test]
fn past_keys_are_dropped_in_the_order_of_their_end() {
    let past = |ends: &[i64]| -> Vec<_> {
        let keys = ends.iter().enumerate();
        // Alternately expired and revoked: both end the key.
        keys.map(|(number, end)| match number % 2 {
            0 => key(number, Some(at(*end)), None),
            _ => key(number, Some(at(1000)), Some(at(*end))),
        })
        .collect()
    };
    let kept = |mut keys: Vec<ApiKeyRecord>| {
        keys.insert(0, key(50, None, None));
        keys.push(key(51, Some(at(60)), None));
        let mut record = application(keys);
        drop_past_keys(&mut record, NOW);
        let left = numbers(&record);
        assert_eq!((left.first(), left.last()), (Some(&50), Some(&51)), "live keys stay");
        left[1..left.len() - 1].to_vec()
    };
    assert_eq!(kept(past(&[])), Vec::<usize>::new());
    assert_eq!(kept(past(&[-5; 10])), (0..10).collect::<Vec<_>>());
    // The key that ended first is dropped, at any place in the list.
    assert_eq!(kept(past(&[-1, -1, -1, -1, -9, -1, -1, -1, -1, -1, -1])), [0, 1, 2, 3, 5, 6, 7, 8, 9, 10]);
    // Keys with an earlier end are dropped first, then the oldest of those with the same end.
    assert_eq!(kept(past(&[-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -9, -8])), (0..10).collect::<Vec<_>>());
    assert_eq!(kept(past(&[-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -9, -8])), (1..11).collect::<Vec<_>>());
    let both = past(&[-1; 25]);
    assert_eq!(kept(both), (15..25).collect::<Vec<_>>());
}

#[test]
fn the_record_stays_small_after_many_replacements() {
    for grace in [0, 3600] {
        let (mut record, mut now) = (application(vec![key(0, None, None)]), NOW);
        for number in 1..=200 {
            record = with_api_key(record, key(number, None, None), Some(grace), now).unwrap();
            assert!(record.api_keys.len() <= MAX_LIVE_KEYS + MAX_PAST_KEYS);
            assert_eq!(numbers(&record).last(), Some(&number));
            now = now.plus_seconds(600);
        }
        let expected = if grace == 0 { 190..=200 } else { 200 - 16..=200 };
        assert_eq!(numbers(&record), expected.collect::<Vec<_>>(), "at most six in their grace window, and ten past");
    }
}

fn held(name: u8, retires_at: Option<Timestamp>) -> SigningKeyRecord {
    SigningKeyRecord { key: public(name), installed_at: at(-100), retires_at }
}

fn public(name: u8) -> SigningPublicKey {
    SigningPublicKey::from_store(vec![name], 2048)
}

#[test]
fn a_signing_key_replaces_the_current_one() {
    const WEEK: u32 = 604_800;
    let (a, b, c) = (b'a', b'b', b'c');
    // Keys before, new key, grace window; keys after, or none if the replacement is refused.
    type Case<'a> = (Vec<SigningKeyRecord>, u8, u32, Option<&'a [(u8, Option<Timestamp>)]>);
    let cases: [Case<'_>; 14] = [
        (vec![held(a, None)], b, 0, Some(&[(b, None)])),
        (vec![held(a, None)], b, 1, Some(&[(b, None), (a, Some(at(1)))])),
        (vec![held(a, None)], b, WEEK, Some(&[(b, None), (a, Some(at(604_800)))])),
        (vec![held(a, None)], a, 0, None),
        (vec![held(a, None)], a, 60, None),
        // While another key retires: refused with a grace window; without one, both former keys end.
        (vec![held(b, None), held(a, Some(at(1)))], c, 1, None),
        (vec![held(b, None), held(a, Some(at(1)))], c, 0, Some(&[(c, None)])),
        (vec![held(b, None), held(a, Some(at(1)))], b, 0, None),
        // Back to the retiring key.
        (vec![held(b, None), held(a, Some(at(1)))], a, 0, Some(&[(a, None)])),
        (vec![held(b, None), held(a, Some(at(1)))], a, 60, Some(&[(a, None), (b, Some(at(60)))])),
        // A retired key does not count, and can return.
        (vec![held(b, None), held(a, Some(NOW))], c, 60, Some(&[(c, None), (b, Some(at(60)))])),
        (vec![held(b, None), held(a, Some(at(-1)))], c, 0, Some(&[(c, None)])),
        (vec![held(b, None), held(a, Some(at(-1)))], a, 60, Some(&[(a, None), (b, Some(at(60)))])),
        (vec![held(b, None), held(a, Some(at(-1)))], a, 0, Some(&[(a, None)])),
    ];
    for (number, (before, new, grace, expected)) in cases.into_iter().enumerate() {
        let after = with_signing_key(&before, public(new), grace, NOW);
        let Some(expected) = expected else {
            assert!(
                matches!(after, Err(CommandError::Conflict(_) | CommandError::Taken(_))),
                "case {number}: {after:?}"
            );
            continue;
        };
        let after = after.unwrap();
        let found: Vec<_> = after.iter().map(|held| (held.key.spki_der()[0], held.retires_at)).collect();
        assert_eq!(found, expected, "case {number}");
        assert_eq!(after[0].installed_at, NOW, "case {number}");
        assert!(after[1..].iter().all(|held| held.installed_at == at(-100)), "case {number}");
    }
}
