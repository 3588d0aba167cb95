//! Decimal arithmetic. Upstream computes with floats as the decimals that they are shown as, so that 0.1 and 0.2 make 0.3.

/// How many places after the point a quotient has.
const PLACES: i32 = 16;

/// `digits` times ten to the power of `exponent`. What needs more than 38 digits is none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal {
    digits: i128,
    exponent: i32,
}

impl Decimal {
    /// The shortest decimal that is this float.
    pub(super) fn of(float: f64) -> Option<Self> {
        let shown = format!("{float:e}");
        let (mantissa, exponent) = shown.split_once('e')?;
        let places = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let digits = mantissa.replace('.', "").parse().ok()?;
        Some(Self { digits, exponent: exponent.parse::<i32>().ok()? - i32::try_from(places).ok()? })
    }

    pub(super) fn to_float(self) -> f64 {
        format!("{}e{}", self.digits, self.exponent).parse().unwrap_or(f64::NAN)
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let exponent = self.exponent.min(other.exponent);
        let digits = self.digits_at(exponent)?.checked_add(other.digits_at(exponent)?)?;
        Some(Self { digits, exponent })
    }

    pub(super) fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { digits: -other.digits, ..other })
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        let digits = self.digits.checked_mul(other.digits)?;
        Some(Self { digits, exponent: self.exponent.checked_add(other.exponent)? }.shortened())
    }

    /// Rounded to the last place, half away from zero.
    pub(super) fn over(self, other: Self) -> Option<Self> {
        let shift = self.exponent.checked_sub(other.exponent)?.checked_add(PLACES)?;
        let scale = power(shift.unsigned_abs())?;
        let (up, down) = if shift < 0 { (1, scale) } else { (scale, 1) };
        let (dividend, divisor) = (self.digits.checked_mul(up)?, other.digits.checked_mul(down)?);
        let (quotient, rest) = (dividend.checked_div(divisor)?, dividend.checked_rem(divisor)?);
        let away = i128::from(rest.unsigned_abs() >= divisor.unsigned_abs().div_ceil(2));
        let digits = quotient + away * dividend.signum() * divisor.signum();
        Some(Self { digits, exponent: -PLACES }.shortened())
    }

    fn digits_at(self, exponent: i32) -> Option<i128> {
        self.digits.checked_mul(power(self.exponent.abs_diff(exponent))?)
    }

    /// Without zeros at the end, so that there is room for the next step.
    fn shortened(mut self) -> Self {
        while self.digits != 0 && self.digits % 10 == 0 {
            self.digits /= 10;
            self.exponent += 1;
        }
        self
    }
}

fn power(exponent: u32) -> Option<i128> {
    10i128.checked_pow(exponent)
}
