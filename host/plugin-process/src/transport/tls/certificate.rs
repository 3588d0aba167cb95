use std::time::SystemTime;

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use rustls::{pki_types::CertificateDer, server::ParsedCertificate};
use yasna::{
    ASN1Result, BERReader, Tag,
    tags::{TAG_GENERALIZEDTIME, TAG_UTCTIME},
};

/// go-plugin leaves out the padding; whoever leaves it in means the same.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A peer's certificate that can be trusted now.
#[derive(Debug)]
pub(crate) struct Certificate(CertificateDer<'static>);

impl Certificate {
    /// Reads the sixth field of a handshake.
    ///
    /// # Errors
    /// Why it is not accepted, after "its certificate".
    pub(crate) fn read(field: &str) -> Result<Self, &'static str> {
        let der = BASE64.decode(field).map_err(|_| "is not base64")?;
        Self::check(der.into(), SystemTime::now())
    }

    pub(super) fn check(der: CertificateDer<'static>, now: SystemTime) -> Result<Self, &'static str> {
        // First the strict parser: the other one relies on lengths that make sense.
        ParsedCertificate::try_from(&der).map_err(|_| "is not a certificate")?;
        let (begins, ends) = yasna::parse_der(&der, dates).map_err(|_| "has no dates that can be read")?;
        if now < begins {
            return Err("is not valid yet");
        }
        if now > ends {
            return Err("has expired");
        }
        Ok(Self(der))
    }

    pub(super) fn der(&self) -> &CertificateDer<'static> {
        &self.0
    }
}

/// From when to when it is valid. Of a certificate that is: the content, how it was signed, the signature; of the content:
/// version, number, how it was signed, issuer, the dates, and more.
fn dates(certificate: BERReader<'_, '_>) -> ASN1Result<(SystemTime, SystemTime)> {
    certificate.read_sequence(|parts| {
        let dates = parts.next().read_sequence(|content| {
            content.read_optional(|version| version.read_tagged(Tag::context(0), any))?;
            for _ in 0..3 {
                content.next().read_der()?;
            }
            let dates = content.next().read_sequence(|both| Ok((time(both.next())?, time(both.next())?)));
            while content.read_optional(any)?.is_some() {}
            dates
        });
        for _ in 0..2 {
            parts.next().read_der()?;
        }
        dates
    })
}

/// A part that is of no interest.
fn any(reader: BERReader<'_, '_>) -> ASN1Result<Vec<u8>> {
    reader.read_der()
}

/// Times before 2050 have one form, later ones another.
fn time(reader: BERReader<'_, '_>) -> ASN1Result<SystemTime> {
    match reader.lookahead_tag()? {
        TAG_UTCTIME => Ok((*reader.read_utctime()?.datetime()).into()),
        TAG_GENERALIZEDTIME => Ok((*reader.read_generalized_time()?.datetime()).into()),
        _ => Err(yasna::ASN1Error::new(yasna::ASN1ErrorKind::Invalid)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn made() -> CertificateDer<'static> {
        super::super::Credentials::new().unwrap().certificate
    }

    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

    #[test]
    fn a_certificate_is_read_with_and_without_padding() {
        let text = base64::engine::general_purpose::STANDARD.encode(made());
        assert!(Certificate::read(&text).is_ok());
        assert!(Certificate::read(text.trim_end_matches('=')).is_ok());
    }

    #[test]
    fn its_dates_are_respected() {
        let (der, now) = (made(), SystemTime::now());
        let check = |at| Certificate::check(der.clone(), at).map(|_| ());
        assert_eq!(check(now), Ok(()));
        assert_eq!(check(now - YEAR), Err("is not valid yet"));
        assert_eq!(check(now + 31 * YEAR), Err("has expired"));
    }

    /// Every truncation, and every single byte changed to the values that lengths and tags are made of.
    #[test]
    fn damaged_ones_are_refused_or_read_but_never_a_panic() {
        let (der, now) = (made(), SystemTime::now());
        for size in 0..der.len() {
            let cut = der.get(..size).unwrap().to_vec();
            assert!(Certificate::check(cut.into(), now).is_err(), "{size}");
        }
        for place in 0..der.len() {
            for value in [0, 0x1f, 0x30, 0x7f, 0x80, 0x84, 0x88, 0xff] {
                let mut changed = der.to_vec();
                changed[place] = value;
                let _ = Certificate::check(changed.into(), now);
            }
        }
        for text in ["", "!", "AAAA", "MIIB"] {
            assert!(Certificate::read(text).is_err());
        }
    }
}
