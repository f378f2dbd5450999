package dev.edgekeep.keyserver.check;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Opcode;

/** Advice about an error that a key server answered with. */
final class Advice {
  private Advice() {}

  static String of(
      KeylessError error, Opcode opcode, CheckedCertificate certificate, Target target) {
    String advice = advice(error, certificate, target);
    return opcode == Opcode.RSA_DECRYPT
        ? advice
            + ". Only RSA key exchange (TLS_RSA_… cipher suites) decrypts: where this edge is meant"
            + " to sign only, check with --operations sign"
        : advice;
  }

  private static String advice(KeylessError error, CheckedCertificate certificate, Target target) {
    return switch (error) {
      case KEY_NOT_FOUND, CERTIFICATE_NOT_FOUND ->
          ("the key %s is not loaded, or this edge (%s) may not use it so; the audit log of the key"
                  + " server says which. Load the key and reload the key server, or look at its"
                  + " `allow`")
              .formatted(certificate.key(), target.edge());
      case BAD_OPCODE, UNEXPECTED_OPCODE ->
          "the key server does not perform this operation with a key of this kind, or holds another"
              + " key under this name";
      case CRYPTOGRAPHY ->
          "the key server has the key, and the operation failed; its log says why. Is its token"
              + " there and logged in?";
      case FORMAT, VERSION_MISMATCH ->
          "the key server does not understand the request; does it speak the keyless protocol 1.0?";
      case INTERNAL, READ, EXPIRED, REMOTE_CONFIGURATION ->
          "the key server could not perform it now: too much to do, a rate limit of this edge, or a"
              + " fault; its log says which";
    };
  }
}
