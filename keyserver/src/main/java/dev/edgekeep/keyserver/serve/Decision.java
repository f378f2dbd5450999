package dev.edgekeep.keyserver.serve;

import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.Status;
import dev.edgekeep.keyserver.access.EdgeAccess;
import dev.edgekeep.keyserver.access.KeyUse;
import dev.edgekeep.keyserver.audit.Outcome;
import dev.edgekeep.keyserver.key.HeldKey;
import dev.edgekeep.keyserver.key.KeySet;
import org.jspecify.annotations.Nullable;

/** The decision about a request, made without I/O. */
sealed interface Decision {
  /** The request is a ping. */
  record Pong() implements Decision {}

  /** The operation is allowed. */
  record Perform(Opcode opcode, HeldKey key) implements Decision {}

  /** The request is answered with an error. */
  record Refuse(@Nullable Opcode opcode, @Nullable HeldKey key, Outcome outcome)
      implements Decision {}

  /** Checks the opcode, finds the key, then checks whether the edge may use it so. */
  static Decision about(Message request, KeySet keys, EdgeAccess access) {
    if (Status.isStatus(request.code())) {
      return new Refuse(null, null, Outcome.UNEXPECTED_OPCODE);
    }
    Opcode opcode = Opcode.of(request.code()).orElse(null);
    if (opcode == null) {
      return new Refuse(null, null, Outcome.BAD_OPCODE);
    }
    if (opcode == Opcode.PING) {
      return new Pong();
    }
    if (request.key() == null && request.modulusDigest() == null) {
      return new Refuse(opcode, null, Outcome.NO_KEY_NAMED);
    }
    HeldKey key = find(request, keys);
    if (key == null) {
      return new Refuse(opcode, null, Outcome.KEY_NOT_FOUND);
    }
    return switch (access.ask(key.info().ski(), KeyUse.of(opcode))) {
      case ALLOWED -> new Perform(opcode, key);
      case NOT_ALLOWED -> new Refuse(opcode, key, Outcome.NOT_ALLOWED);
      case RATE_LIMITED -> new Refuse(opcode, key, Outcome.RATE_LIMITED);
    };
  }

  /** A subject key identifier takes precedence over a modulus digest. */
  private static @Nullable HeldKey find(Message request, KeySet keys) {
    if (request.key() != null) {
      return keys.get(request.key());
    }
    return request.modulusDigest() == null ? null : keys.get(request.modulusDigest());
  }
}
