//! Handwritten `multipart/form-data` bodies, with full control of their bytes.

use super::world::Call;

const BOUNDARY: &str = "----tests-7MA4YWxkTrZu0gW";

/// Returns a form's bytes. A part is the text after `form-data; ` in its head, and its content.
pub(crate) fn form(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (head, content) in parts {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        bytes.extend([head.as_bytes(), content, b"\r\n"].concat());
    }
    bytes.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    bytes
}

/// Returns a request that uploads a document.
pub(crate) fn upload(parts: &[(&str, &[u8])]) -> Call {
    Call::post("/api/v1/documents")
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(form(parts))
}

/// Returns bytes that look like a PDF and contain every byte value.
pub(crate) fn pdf(text: &str) -> Vec<u8> {
    [b"%PDF-1.7\n", text.as_bytes(), &(0..=255).collect::<Vec<u8>>(), PDF_END].concat()
}

const PDF_END: &[u8] = b"\nstartxref\n0\n%%EOF\n";

/// Returns a PDF of this many bytes.
pub(crate) fn pdf_of_length(length: usize) -> Vec<u8> {
    let mut content = pdf("long");
    content.resize(length - PDF_END.len(), 0xA5);
    content.extend_from_slice(PDF_END);
    content
}
