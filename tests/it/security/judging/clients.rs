//! Tokens of many languages' libraries, all accepted.

use serde_json::Value;

use crate::support::{Application, Call, Token, in_own_world_with};

const URI: &str = "/api/v1/reference/industries";
const DIAGNOSE: &str = "/api/v1/signature/diagnose";

#[test]
fn the_tokens_of_other_languages_libraries_are_accepted() {
    let vectors: Value = serde_json::from_str(include_str!("../../../vectors/client_tokens.json")).unwrap();
    let vectors = vectors["tokens"].as_array().unwrap();
    assert!(vectors.len() >= 10);
    in_own_world_with(Application::with_everything, async |world, app| {
        for vector in vectors {
            let of = |name: &str| vector[name].as_str().unwrap_or_default();
            for path in [URI, DIAGNOSE] {
                let call = Call::get(&format!("{path}{}", of("query")));
                let right = app.token(world, &call);
                let text = |name: &str| right.claim(name).as_str().unwrap().to_owned();
                let number = |name: &str| right.claim(name).as_i64().unwrap().to_string();
                let put_in = [
                    ("{apiKey}", app.api_key.clone()),
                    ("{method}", call.method.clone()),
                    ("{uri}", call.uri.clone()),
                    ("{uriEscaped}", call.uri.replace('/', "\\/")),
                    ("{bodyHash}", text("bodyHash")),
                    ("{jti}", text("jti")),
                    ("{iat}", number("iat")),
                    ("{exp}", number("exp")),
                    ("{kid}", app.key.fingerprint()),
                ];
                let fill =
                    |text: &str| put_in.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
                let token = Token { header: fill(of("header")), claims: fill(of("claims")) };
                let reply = world.send(&app.bear(call, &token)).await.expect(200);
                if path == DIAGNOSE {
                    assert_eq!(reply["accepted"], true, "{}: {reply}", of("client"));
                }
            }
        }
    });
}
