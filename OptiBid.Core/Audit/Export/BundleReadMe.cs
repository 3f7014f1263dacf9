namespace OptiBid.Core.Audit.Export;

/// <summary>How to verify a bundle, in the bundle.</summary>
internal static class BundleReadMe
{
    /// <summary>The text.</summary>
    public const string Text = """
        Audit bundle of OptiBid
        =======================
        entries.jsonl    one row a line: index, leafHash, proof, record (what was signed), shown (for reading)
        entries.csv      the same rows for a spreadsheet; not signed
        checkpoint.json  the signed statement about the whole log that every proof leads to
        manifest.json    the signed statement about this bundle: which rows, how many, their hash

        Verify with OptiBid, no database needed:
          optibid audit verify --bundle THIS.zip --key KEYID
        Verify without OptiBid: verify_audit_bundle.py of OptiBid's source needs python3 only, or by hand:
          1. leafHash = SHA-256(0x00 || record as UTF-8)
          2. fold proof over leafHash as RFC 6962 section 2.1.1 says, node = SHA-256(0x01 || left || right); the result is "root"
             (base64) in the statement of checkpoint.json, for a tree of "size" leaves
          3. SHA-256 of entries.jsonl is "entries" (base64) in the statement of manifest.json
          4. both statements carry two signatures over their text as UTF-8; BOTH must be good:
             ML-DSA-65          FIPS 204, pure, context "optibid/audit/v1" (checkpoint) or "optibid/audit-export/v1" (manifest)
             ECDSA-P256-SHA256  over: length of the context (one byte), context, text; signature is r || s
        Compare the key ids with those that your administrator gave you by another way: a bundle alone cannot say whose keys they are.

        What the bundle shows: these rows stood in the log at these places when the checkpoint was signed, and nobody changed them since.
        What it does not show: rows that the filter left out. Personal values are encrypted in "record"; "shown" has them in clear or as [erased].
        """;
}
