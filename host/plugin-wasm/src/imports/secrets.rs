use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use optimus_plugin_api::Mode;
use sha2::{Digest as _, Sha256};

/// What every token begins with, so that one can be found where it does not belong.
pub(crate) const PREFIX: &str = "optimus-token-v1";

/// The tokens of one call, which stand for secrets and are nothing by themselves. Shared between what hands them out and what
/// puts secrets in their place.
#[derive(Clone, Default)]
pub(crate) struct Tokens(Arc<Mutex<Vec<Token>>>);

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    /// The name of the secret.
    pub(crate) secret: Arc<str>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens")
    }
}

impl Tokens {
    /// The token of a secret in this call: 48 ASCII characters that need no escape in a URL. `None` if this machine has no
    /// random numbers.
    pub(crate) fn of(&self, secret: &Arc<str>, mode: Mode) -> Option<String> {
        let mut tokens = self.lock();
        if let Some(token) = tokens.iter().find(|token| token.secret == *secret) {
            return Some(token.text.clone());
        }
        let number = number(secret, mode)?;
        let text = number.iter().fold(PREFIX.to_owned(), |text, byte| text + &format!("{byte:02x}"));
        tokens.push(Token { text: text.clone(), secret: Arc::clone(secret) });
        Some(text)
    }

    /// Those that were handed out.
    #[cfg(feature = "wasi")]
    pub(crate) fn issued(&self) -> Vec<Token> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Token>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sixteen bytes that nobody can guess; in deterministic mode those that follow from the seed, where no request is made.
fn number(secret: &str, mode: Mode) -> Option<[u8; 16]> {
    let mut number = [0; 16];
    if let Mode::Deterministic { seed, .. } = mode {
        let sum = Sha256::new().chain_update(seed.to_le_bytes()).chain_update(secret).finalize();
        number.iter_mut().zip(sum).for_each(|(to, from)| *to = from);
        return Some(number);
    }
    let filled = rustix::rand::getrandom(&mut number, rustix::rand::GetRandomFlags::empty()).ok()?;
    (filled == number.len()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    #[test]
    fn a_token_is_the_same_within_a_call_and_another_in_the_next() {
        let (tokens, name) = (Tokens::default(), Arc::from("NAME"));
        let token = tokens.of(&name, Mode::Normal).unwrap();
        assert_eq!((token.len(), token.starts_with(PREFIX)), (48, true));
        assert_eq!(tokens.of(&name, Mode::Normal).as_ref(), Some(&token));
        assert_ne!(tokens.of(&Arc::from("OTHER"), Mode::Normal).as_ref(), Some(&token));
        assert_ne!(Tokens::default().of(&name, Mode::Normal).as_ref(), Some(&token));
        assert_eq!(tokens.issued().len(), 2);
    }

    #[test]
    fn a_deterministic_call_has_the_same_token_every_time() {
        let mode = Mode::Deterministic { clock: SystemTime::UNIX_EPOCH, seed: 7 };
        let token = || Tokens::default().of(&Arc::from("NAME"), mode);
        assert!(token().is_some() && token() == token());
    }
}
