#!/usr/bin/env python3
"""Verifies an audit bundle of OptiBid with the standard library of python3 alone: hashes, inclusion proofs and the manifest.
Signatures are checked where the package "cryptography" can; otherwise the answer says that they were not.

usage: verify_audit_bundle.py BUNDLE.zip [KEYID ...]      exit status: 0 valid, 1 broken, 2 no bundle
"""
import base64
import hashlib
import json
import sys
import zipfile


def leaf_hash(record: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_from_proof(index: int, size: int, leaf: bytes, proof: list) -> bytes:
    """RFC 9162 section 2.1.3.2, which is the proof of RFC 6962."""
    if not 0 <= index < size:
        raise ValueError("index outside the tree")
    fn, sn, node = index, size - 1, leaf
    for sibling in proof:
        if len(sibling) != 32 or sn == 0:
            raise ValueError("proof of a wrong length")
        if fn & 1 or fn == sn:
            node = node_hash(sibling, node)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            node = node_hash(node, sibling)
        fn >>= 1
        sn >>= 1
    if sn:
        raise ValueError("proof of a wrong length")
    return node


def check_signature(algorithm: str, public_key: bytes, text: bytes, context: bytes, signature: bytes):
    """True, False, or None where this machine cannot tell."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric import ec, utils
        from cryptography.hazmat.primitives import hashes
    except ImportError:
        return None
    try:
        if algorithm == "ECDSA-P256-SHA256":
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
            der = utils.encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
            key.verify(der, bytes([len(context)]) + context + text, ec.ECDSA(hashes.SHA256()))
            return True
        if algorithm == "ML-DSA-65":
            try:
                from cryptography.hazmat.primitives.asymmetric import mldsa

                key = mldsa.MLDSA65PublicKey.from_public_bytes(public_key)
            except Exception:  # not in this version, or not in its OpenSSL
                return None
            key.verify(signature, text, context)
            return True
    except InvalidSignature:
        return False
    return None


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    problems, notes, trusted = [], [], sys.argv[2:]
    try:
        bundle = zipfile.ZipFile(sys.argv[1])
        documents = {name: json.loads(bundle.read(name)) for name in ("checkpoint.json", "manifest.json")}
        entries = bundle.read("entries.jsonl")
        checkpoint = json.loads(documents["checkpoint.json"]["statement"])
        manifest = json.loads(documents["manifest.json"]["statement"])
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as fault:
        print(f"not an audit bundle: {fault}", file=sys.stderr)
        return 2

    for name, context in (("checkpoint.json", b"optibid/audit/v1"), ("manifest.json", b"optibid/audit-export/v1")):
        document = documents[name]
        keys = {}
        for key in document["publicKeys"]:
            raw = base64.b64decode(key["publicKey"])
            keys[f'{key["algorithm"]}:{hashlib.sha256(raw).digest()[:16].hex()}'] = raw
        for algorithm in ("ML-DSA-65", "ECDSA-P256-SHA256"):
            signature = next((s for s in document["signatures"] if s["algorithm"] == algorithm), None)
            if signature is None or signature["keyId"] not in keys or (trusted and signature["keyId"] not in trusted):
                problems.append({"row": None, "kind": "bad-signature", "detail": f"{name}: no {algorithm} signature of a known key"})
                continue
            good = check_signature(
                algorithm,
                keys[signature["keyId"]],
                document["statement"].encode(),
                context,
                base64.b64decode(signature["signature"]),
            )
            if good is None:
                notes.append(f"{name}: the {algorithm} signature was NOT checked (python package 'cryptography' cannot)")
            elif not good:
                problems.append({"row": None, "kind": "bad-signature", "detail": f"{name}: the {algorithm} signature is wrong"})

    root, rows = base64.b64decode(checkpoint["root"]), 0
    for line in entries.decode().rstrip("\n").split("\n"):
        row = json.loads(line)
        rows += 1
        leaf = leaf_hash(row["record"].encode())
        if leaf.hex() != row["leafHash"]:
            problems.append({"row": row["index"], "kind": "edited", "detail": "the record does not have its hash"})
            continue
        try:
            found = root_from_proof(row["index"], checkpoint["size"], leaf, [bytes.fromhex(h) for h in row["proof"]])
        except ValueError:
            found = b""
        if found != root:
            problems.append({"row": row["index"], "kind": "not-in-tree", "detail": "the proof does not lead to the root"})

    if hashlib.sha256(entries).digest() != base64.b64decode(manifest["entries"]) or rows != manifest["rows"]:
        problems.append({"row": None, "kind": "bundle-changed", "detail": "the rows are not those that were exported"})
    statement = documents["checkpoint.json"]["statement"].encode()
    if hashlib.sha256(statement).digest() != base64.b64decode(manifest["checkpoint"]):
        problems.append({"row": None, "kind": "bundle-changed", "detail": "the checkpoint is not the one that was exported"})

    print(json.dumps({"status": "broken" if problems else "valid", "rows": rows, "problems": problems, "notes": notes}))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
