package dev.edgekeep.edge.revocation;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.KeyUsage;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.crl.RevocationList;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The lists that were received from one URL and are kept. Immutable. Nothing that is not signed by
 * a known CA gets in, and no list goes backwards: whoever can change an HTTP response can neither
 * replace a list by another one nor bring an older one back (RFC 5280 §5.2.3).
 */
record HeldLists(List<Held> all) {
  static final HeldLists NONE = new HeldLists(List.of());

  /** Enough for lists by reason and with their deltas in one document. */
  private static final int MAX_LISTS = 16;

  /** A list and the key that signed it. */
  record Held(RevocationList list, SubjectPublicKey key) {
    /** Returns whether this list is newer than another one of the same issuer, key and scope. */
    boolean replaces(Held other) {
      return key.equals(other.key) && list.supersedes(other.list);
    }

    boolean isOfTheSameKind(Held other) {
      return key.equals(other.key)
          && list.isDelta() == other.list.isDelta()
          && list.issuer().equals(other.list.issuer())
          && list.scope().equals(other.list.scope());
    }
  }

  /** A document that adds nothing usable. The message says why. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  HeldLists {
    all = List.copyOf(all);
  }

  List<RevocationList> lists() {
    return all.stream().map(Held::list).toList();
  }

  /** The time at which the first of the current lists ends; null when there is none. */
  @Nullable Instant nextUpdate() {
    return all.stream()
        .map(held -> held.list().nextUpdate())
        .filter(Objects::nonNull)
        .min(Instant::compareTo)
        .orElse(null);
  }

  /**
   * These lists with those of a document that has just been received.
   *
   * @param signers certificates of the CA's hierarchy
   * @throws RefusedException if a list of the document cannot be used, or is older than one that is
   *     held
   */
  HeldLists with(List<RevocationList> received, Collection<Certificate> signers, Instant now)
      throws RefusedException {
    if (received.size() > MAX_LISTS) {
      throw new RefusedException(
          "it has %d lists, and at most %d are read".formatted(received.size(), MAX_LISTS));
    }
    List<Held> next = new ArrayList<>();
    for (RevocationList list : received) {
      Held added = checked(list, signers);
      requireNewest(added);
      next.add(added);
    }
    for (Held held : all) {
      boolean isReplaced =
          next.stream()
              .anyMatch(
                  added -> added.isOfTheSameKind(held) && !added.list().thisUpdate().isAfter(now));
      boolean isOver = held.list().nextUpdate() != null && now.isAfter(held.list().nextUpdate());
      if (!isReplaced && !isOver && next.size() < MAX_LISTS) {
        next.add(held);
      }
    }
    return new HeldLists(next);
  }

  private void requireNewest(Held added) throws RefusedException {
    for (Held held : all) {
      if (held.replaces(added)) {
        throw new RefusedException(
            "it has an older list of %s, %s, than the one %s that was received before"
                .formatted(added.list().issuer(), shown(added.list()), shown(held.list())));
      }
    }
  }

  private static String shown(RevocationList list) {
    return list.number() == null
        ? "of " + list.thisUpdate()
        : "number " + list.number() + " of " + list.thisUpdate();
  }

  private static Held checked(RevocationList list, Collection<Certificate> signers)
      throws RefusedException {
    if (list.nextUpdate() == null) {
      throw new RefusedException(
          "the list of %s does not say when the next one is due".formatted(list.issuer()));
    }
    String unknown = list.unknownCriticalExtension();
    if (unknown != null) {
      throw new RefusedException(
          "the list of %s has the critical extension %s, which is not supported"
              .formatted(list.issuer(), unknown));
    }
    for (Certificate signer : signers) {
      if (signer.subject().equals(list.issuer())
          && maySignLists(signer)
          && list.isSignedBy(signer.subjectPublicKey())) {
        return new Held(list, signer.subjectPublicKey());
      }
    }
    throw new RefusedException(
        "the list of %s is not signed by a certificate of the client CA that may sign lists"
            .formatted(list.issuer()));
  }

  private static boolean maySignLists(Certificate signer) {
    KeyUsage usage = signer.keyUsage();
    return usage == null || usage.crlSign();
  }
}
