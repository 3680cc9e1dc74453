//! The schema of a kind, whole: what it shares is taken in, so that one validator or editor needs one file.

use serde_json::{Map, Value, json};

/// Puts `common.json` into a kind's `$defs` as `common` and points every reference there.
///
/// Rules on unknown keys are left out of the result: crier finds those itself, with a suggestion.
pub fn bundle(kind: &Value, common: &Value) -> Value {
    let mut whole = kind.clone();
    rewrite(&mut whole, "#/$defs/common", "#");
    let mut shared = common.clone();
    rewrite(&mut shared, "#/$defs/common", "#/$defs/common");
    if let Value::Object(map) = &mut whole {
        let defs = map.entry("$defs").or_insert_with(|| json!({}));
        if let Value::Object(defs) = defs {
            defs.insert("common".into(), shared);
        }
    }
    whole
}

fn rewrite(value: &mut Value, common: &str, local: &str) {
    match value {
        Value::Object(map) => rewrite_map(map, common, local),
        Value::Array(items) => items.iter_mut().for_each(|item| rewrite(item, common, local)),
        _ => {}
    }
}

fn rewrite_map(map: &mut Map<String, Value>, common: &str, local: &str) {
    map.remove("unevaluatedProperties");
    if map.get("additionalProperties") == Some(&Value::Bool(false)) {
        map.remove("additionalProperties");
    }
    for (key, inner) in map.iter_mut() {
        match inner {
            Value::String(target) if key == "$ref" => {
                if let Some(rest) = target.strip_prefix("common.json") {
                    *target = format!("{common}{}", rest.strip_prefix('#').unwrap_or(rest));
                } else if let Some(rest) = target.strip_prefix('#') {
                    *target = format!("{local}{rest}");
                }
            }
            _ => rewrite(inner, common, local),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_into_one_file() {
        let kind = json!({"allOf": [{"$ref": "common.json"}], "unevaluatedProperties": false,
            "properties": {"a": {"$ref": "common.json#/$defs/person"}, "b": {"$ref": "#/$defs/own"}}, "$defs": {"own": {}}});
        let common =
            json!({"properties": {"c": {"$ref": "#/$defs/person"}}, "$defs": {"person": {"type": "object"}}});
        let whole = bundle(&kind, &common);
        assert_eq!(whole["allOf"][0]["$ref"], "#/$defs/common");
        assert_eq!(whole["properties"]["a"]["$ref"], "#/$defs/common/$defs/person");
        assert_eq!(whole["properties"]["b"]["$ref"], "#/$defs/own");
        assert_eq!(whole["$defs"]["common"]["properties"]["c"]["$ref"], "#/$defs/common/$defs/person");
        assert!(jsonschema::validator_for(&whole).is_ok());
    }
}
