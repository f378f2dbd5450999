package dev.edgekeep.control.user;

import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.Table;
import dev.edgekeep.x509.cert.Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Client certificates with which users sign in. A user has certificates by their fingerprints:
 * neither a name in a certificate nor its issuer gives anybody rights, so issuing certificates does
 * not. One of a managed client CA counts while it is active there. Blocks; any thread.
 */
public final class SignInCertificates {
  private static final int OF_USER = 20;
  private static final Table TABLE = new Table("console_certificate");

  /** Conditions under which the certificate {@code c} counts at the time {@code :now}. */
  static final String COUNTS =
      """
      c.not_before <= :now AND c.not_after > :now AND (c.issued_id IS NULL OR EXISTS (
        SELECT 1 FROM client_certificate issued
        WHERE issued.id = c.issued_id AND issued.status = 'active'))\
      """;

  private final Store store;
  private final Changes changes;
  private final InstantSource clock;

  public SignInCertificates(Store store, Changes changes, InstantSource clock) {
    this.store = store;
    this.changes = changes;
    this.clock = clock;
  }

  /**
   * A certificate of a user.
   *
   * @param fingerprint SHA-256, hexadecimal without separators
   * @param counts whether the user can sign in with it now
   */
  public record Bound(
      String id,
      String subject,
      String fingerprint,
      Instant notAfter,
      Instant createdAt,
      boolean counts) {
    private static Bound of(ResultSet row) throws SQLException {
      return new Bound(
          row.getString("id"),
          row.getString("subject"),
          row.getString("fingerprint"),
          Instant.ofEpochMilli(row.getLong("not_after")),
          Instant.ofEpochMilli(row.getLong("created_at")),
          row.getInt("counts") != 0);
    }
  }

  /** A user who can sign in with a certificate. */
  public record Candidate(String certificateId, User user) {}

  /** The certificates of a user, in the order in which they were added. */
  public List<Bound> list(User user) {
    return store.read(db ->
        db.createQuery(
                "SELECT c.*, CASE WHEN "
                    + COUNTS
                    + " THEN 1 ELSE 0 END AS counts FROM console_certificate c"
                    + " WHERE c.user_id = :user ORDER BY c.id")
            .bind("user", user.id())
            .bind("now", clock.millis())
            .map((row, context) -> Bound.of(row))
            .list());
  }

  /**
   * Gives a user the certificate that the user's client has presented.
   *
   * @throws DomainException when it does not count, or the user has it or has many
   */
  public void add(Actor actor, User user, Certificate certificate) {
    Instant now = clock.instant();
    if (now.isBefore(certificate.notBefore()) || !now.isBefore(certificate.notAfter())) {
      throw DomainException.invalid("", "this certificate has expired or is not valid yet");
    }
    String fingerprint = certificate.sha256().hex();
    changes.make(
        actor,
        change -> {
          requireRoom(change.db(), user, fingerprint);
          String id = Ids.next(now);
          TABLE.insert(
              change.db(),
              new Columns()
                  .text("id", id)
                  .text("user_id", user.id())
                  .text("subject", certificate.subject().toString())
                  .text("fingerprint", fingerprint)
                  .text("issued_id", issued(change.db(), fingerprint))
                  .number("not_before", certificate.notBefore().toEpochMilli())
                  .number("not_after", certificate.notAfter().toEpochMilli())
                  .number("created_at", now.toEpochMilli()));
          Map<String, String> after = Map.of("fingerprint", fingerprint);
          change.record("create", "sign-in-certificate", id, user.name(), null, after);
          return true;
        });
  }

  private static void requireRoom(Handle db, User user, String fingerprint) {
    List<String> present =
        db.createQuery("SELECT fingerprint FROM console_certificate WHERE user_id = :user")
            .bind("user", user.id())
            .mapTo(String.class)
            .list();
    if (present.contains(fingerprint)) {
      throw DomainException.conflict("you sign in with this certificate already");
    }
    if (present.size() >= OF_USER) {
      throw DomainException.conflict(
          "a user may have %d certificates; remove one".formatted(OF_USER));
    }
  }

  /** The active certificate of a managed client CA with this fingerprint; null: there is none. */
  private static @Nullable String issued(Handle db, String fingerprint) {
    record Issued(String id, String status) {}
    Issued found =
        db.createQuery("SELECT id, status FROM client_certificate WHERE fingerprint = :fingerprint")
            .bind("fingerprint", fingerprint)
            .map((row, context) -> new Issued(row.getString("id"), row.getString("status")))
            .findFirst()
            .orElse(null);
    if (found == null) {
      return null;
    }
    if (!found.status().equals("active")) {
      throw DomainException.conflict("this certificate is revoked");
    }
    return found.id();
  }

  /**
   * Takes a certificate from a user; the sessions that began with it end.
   *
   * @throws DomainException when the user does not have it
   */
  public void remove(Actor actor, User user, String id) {
    changes.make(
        actor,
        change -> {
          int removed =
              change
                  .db()
                  .createUpdate(
                      "DELETE FROM console_certificate WHERE id = :id AND user_id = :user")
                  .bind("id", id)
                  .bind("user", user.id())
                  .execute();
          if (removed == 0) {
            throw DomainException.notFound("certificate", id);
          }
          change.record("delete", "sign-in-certificate", id, user.name(), null, null);
          return true;
        });
  }

  /** The users who can sign in with the certificate that a client has presented, by name. */
  public List<Candidate> candidates(Client client) {
    if (client.certificate().isEmpty()) {
      return List.of();
    }
    return store.read(db ->
        db.createQuery(
                "SELECT u.*, c.id AS certificate_id FROM console_certificate c"
                    + " JOIN console_user u ON u.id = c.user_id"
                    + " WHERE c.fingerprint = :fingerprint AND "
                    + COUNTS
                    + " ORDER BY u.name LIMIT 20")
            .bind("fingerprint", client.certificate())
            .bind("now", clock.millis())
            .map((row, context) ->
                new Candidate(row.getString("certificate_id"), User.ROW.map(row, context)))
            .list());
  }

  /** The user who signs in with a certificate; empty: the client has not presented it. */
  public Optional<Candidate> find(Client client, String certificateId) {
    return candidates(client).stream()
        .filter(each -> each.certificateId().equals(certificateId))
        .findAny();
  }
}
