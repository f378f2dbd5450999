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

/** What is to be done with a request. Decided without any I/O. */
sealed interface Decision {
  /** It is a ping. */
  record Pong() implements Decision {}

  /** The operation may be done. */
  record Perform(Opcode opcode, HeldKey key) implements Decision {}

  /** It is answered with an error. */
  record Refuse(@Nullable Opcode opcode, @Nullable HeldKey key, Outcome outcome)
      implements Decision {}

  /** Looks at the opcode first, then for the key, then whether the edge may use it so. */
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

  /** A subject key identifier counts alone, whatever else the request says. */
  private static @Nullable HeldKey find(Message request, KeySet keys) {
    if (request.key() != null) {
      return keys.get(request.key());
    }
    return request.modulusDigest() == null ? null : keys.get(request.modulusDigest());
  }
}
