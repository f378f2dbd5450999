package dev.edgekeep.control.node;

import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.RecordStore;
import dev.edgekeep.control.record.Scope;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.x509.cert.Certificate;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Machines that join with a token: each token is used once, within its time, by whoever has its
 * secret. The same keys may use it again within that time, as when an answer was lost. Blocks; any
 * thread.
 */
final class Joining {
  private final Store store;
  private final Changes changes;
  private final RecordStore<NodeRecord> records;

  Joining(Store store, Changes changes, RecordStore<NodeRecord> records) {
    this.store = store;
    this.changes = changes;
    this.records = records;
  }

  /** A token as it is stored. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Token(
      String id, String nodeId, byte[] hash, byte @Nullable [] usedBy, long expiresAt) {
    @Override
    public String toString() {
      return id;
    }
  }

  /**
   * The node that a token is for.
   *
   * @throws DomainException when the token is unknown, has expired or was used by other keys
   */
  NodeRecord check(JoinBody body, long now) {
    return store.read(db -> {
      Token token = require(db, body, now);
      return records.find(db, Scope.everything(), token.nodeId()).orElseThrow(Joining::refused);
    });
  }

  /** Makes the machine the node: from now on its keys are the node's. */
  NodeRecord join(Actor actor, NodeRecord node, JoinBody body, Certificate certificate) {
    return changes
        .make(
            actor,
            change -> {
              Token token = require(change.db(), body, change.nowMillis());
              claim(change, token, body);
              requireOwnIdentity(change, node, body);
              return records.update(
                  change,
                  records.require(change.db(), Scope.everything(), node.id()),
                  "join",
                  draft ->
                      new Columns()
                          .text("identity_key", body.identityKey())
                          .bytes("sealing_key", body.sealingKey())
                          .text("certificate_serial", certificate.serialNumber().toString())
                          .text("edgekeep", body.edgekeep())
                          .number("joined_at", change.nowMillis()));
            })
        .value();
  }

  private static Token require(Handle db, JoinBody body, long now) {
    Token token =
        db.createQuery("SELECT * FROM node_join_token WHERE id = :id")
            .bind("id", body.tokenId())
            .map((row, context) ->
                new Token(
                    row.getString("id"),
                    row.getString("node_id"),
                    row.getBytes("secret_hash"),
                    row.getBytes("used_by"),
                    row.getLong("expires_at")))
            .findOne()
            .orElseThrow(Joining::refused);
    byte[] usedBy = token.usedBy();
    boolean isFree = usedBy == null || Arrays.equals(usedBy, keys(body));
    if (!JoinTokenSecret.fits(body.secret(), token.hash()) || !isFree || token.expiresAt() <= now) {
      throw refused();
    }
    return token;
  }

  /** Two machines that use it at once: one of them changes the row. */
  private static void claim(Change change, Token token, JoinBody body) {
    int claimed =
        change
            .db()
            .createUpdate(
                """
                UPDATE node_join_token SET used_by = :keys
                WHERE id = :id AND (used_by IS NULL OR used_by = :keys)\
                """)
            .bind("keys", keys(body))
            .bind("id", token.id())
            .execute();
    if (claimed == 0) {
      throw refused();
    }
  }

  private static void requireOwnIdentity(Change change, NodeRecord node, JoinBody body) {
    long others =
        change
            .db()
            .createQuery(
                """
                SELECT (SELECT count(*) FROM node WHERE identity_key = :key AND id <> :id)
                + (SELECT count(*) FROM removed_node WHERE identity_key = :key)\
                """)
            .bind("key", body.identityKey())
            .bind("id", node.id())
            .mapTo(Long.class)
            .one();
    if (others > 0) {
      throw DomainException.conflict(
          "the identity key is, or was, that of another node; give the machine an empty state"
              + " directory");
    }
  }

  private static byte[] keys(JoinBody body) {
    return JoinTokenSecret.hash(
        body.identityKey().getBytes(StandardCharsets.US_ASCII),
        body.sealingKey(),
        body.request().publicKey().encoded().toBytes());
  }

  /** The same for every reason: it tells nobody which tokens there are. */
  private static DomainException refused() {
    return DomainException.forbidden(
        "the join token is not valid: it is good for one machine and one hour; remove the node and"
            + " create it again for another one");
  }
}
