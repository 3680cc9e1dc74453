//! stub
#[derive(Debug, Clone)]
pub struct Output { pub address: String }
pub fn plan(_s: &crate::site::Site) -> Vec<Output> { Vec::new() }
pub fn write(_s: &crate::site::Site, _o: &Output, _w: &mut dyn std::io::Write) -> std::io::Result<()> { Ok(()) }
pub mod record_json { pub fn write(_s: &crate::site::Site, _i: crate::record::Ix, _p: Option<&str>, _w: &mut dyn std::io::Write) -> std::io::Result<()> { Ok(()) } }
