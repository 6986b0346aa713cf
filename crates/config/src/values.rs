//! Single values, from text to meaning.
//!
//! Why: each kind of value is read by one function, in the file, on the command line and in tests alike.

mod address;
mod color;
mod fields;
mod mail;
mod origin;

pub(crate) use address::{address, host_name, is_localhost, network, split_port, web_origin};
pub(crate) use color::{Rgb, color};
pub(crate) use fields::{BadField, field_value, removable, request_field, response_field};
pub(crate) use mail::{smtp_address, web_address};
pub(crate) use origin::{FromUrl, OriginUrl, from_url, origin_path, origin_url};
pub use portcullis_model::duration;
pub(crate) use portcullis_model::length_text as shown;
