//! `/.portcullis/callback`: a one-time code becomes this host's own session cookie.
//!
//! Why: no cookie ever spans two hosts (S6). The code is bound to host, sign-in session and flow cookie, good once and for
//! a minute; the place to go on to comes out of the seal, never out of the query (S3, S32).

use crate::challenge::append;
use crate::enforce::{Asked, Pep};
use crate::render::redirect;
use crate::{cookies, flow};
use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Method, Response, StatusCode};
use portcullis_identity::{CodeRefused, CookieClass};
use portcullis_pages::Trouble;

pub(crate) async fn answer(pep: &Pep, asked: &Asked<'_>) -> Response<Bytes> {
    let setting = pep.setting.load_full();
    let refuse = |trouble| pep.renderer.trouble(asked, trouble, "", &setting.portal);
    if asked.head.method != Method::GET {
        return refuse(Trouble::MethodNotAllowed);
    }
    let Some(code) = only_code(asked.target.query()) else { return refuse(Trouble::CodeRefused) };
    let Some(flow) = flow::current(&asked.head.headers) else { return refuse(Trouble::CodeRefused) };
    let host = asked.target.host();
    let old = cookies::value(&asked.head.headers, cookies::SESSION).and_then(|v| pep.identity.read_cookie(CookieClass::Host, host, v));
    match pep.redeem(code, host, old, &flow, asked.now).await {
        Ok(redeemed) => {
            let mut response = redirect(StatusCode::FOUND, &redeemed.return_to.url());
            let headers = &asked.head.headers;
            append(&mut response, cookies::set(cookies::SESSION, &redeemed.cookie_value, redeemed.max_age.map(|d| d.as_secs())));
            append(&mut response, flow::one_more_bounce(headers));
            response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
            response
        }
        Err(CodeRefused::Unavailable(_)) => refuse(Trouble::Unavailable),
        Err(CodeRefused::Refused) => refuse(Trouble::CodeRefused),
    }
}

/// The query is `code=…` and nothing else: a second parameter, or the same twice, is somebody's trick.
pub(crate) fn only_code(query: Option<&str>) -> Option<&str> {
    let code = query?.strip_prefix("code=")?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    (!code.is_empty() && code.len() <= 256 && code.bytes().all(plain)).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s32_one_parameter_once() {
        assert_eq!(only_code(Some("code=pcc_aB-9")), Some("pcc_aB-9"));
        for bad in ["", "code=", "code=a&code=b", "code=a&to=//evil.test", "x=1&code=a", "code=a%26b", "CODE=a"] {
            assert_eq!(only_code(Some(bad)), None, "{bad}");
        }
        assert_eq!(only_code(None), None);
    }
}
