//! Values worked out from others: `x-default` and `x-computed`.
