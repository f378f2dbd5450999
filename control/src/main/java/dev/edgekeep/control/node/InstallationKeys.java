package dev.edgekeep.control.node;

import dev.edgekeep.control.store.Store;
import dev.edgekeep.fleet.message.Ed25519;
import dev.edgekeep.fleet.message.Signer;
import dev.edgekeep.fleet.nats.AccountKeys;
import dev.edgekeep.fleet.nats.NodeIdentity;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * The keys of an installation, the same at all replicas: made by the first of them, and sealed in
 * the store. Immutable; the text form does not contain them.
 *
 * @param signer signs what nodes are sent
 * @param nodeCa issues the certificates of nodes
 * @param accounts of the message servers
 * @param control the identity of control planes at the message servers
 * @param system the identity that changes accounts there
 */
record InstallationKeys(
    Signer signer, NodeCa nodeCa, AccountKeys accounts, NodeIdentity control, NodeIdentity system) {
  private static final String SIGNER = "signer";
  private static final String CA_KEY = "node-ca-key";
  private static final String CA_CERTIFICATE = "node-ca-certificate";
  private static final String OPERATOR = "nats-operator";
  private static final String ACCOUNT = "nats-account";
  private static final String SYSTEM = "nats-system";
  private static final String CONTROL_USER = "nats-control-user";
  private static final String SYSTEM_USER = "nats-system-user";

  /**
   * The keys of the store, which are made where they are missing: of replicas that start at once
   * all get those of the first. Blocks.
   */
  static InstallationKeys load(Store store, FleetSecrets secrets, Instant now) {
    Map<String, byte[]> stored = store.read(db -> read(db, secrets));
    if (stored.isEmpty()) {
      Map<String, byte[]> made = make(now);
      store.write(db -> {
        made.forEach((name, key) -> insert(db, secrets, name, key, now));
        return made.size();
      });
      stored = store.read(db -> read(db, secrets));
    }
    return of(stored);
  }

  private static Map<String, byte[]> make(Instant now) {
    SecureRandom random = new SecureRandom();
    byte[] seed = new byte[Ed25519.OCTETS];
    random.nextBytes(seed);
    NodeCa.Made ca = NodeCa.make(random, now);
    AccountKeys accounts = AccountKeys.create(random);
    Map<String, byte[]> keys = new LinkedHashMap<>();
    keys.put(SIGNER, seed);
    keys.put(CA_KEY, ca.key().pkcs8());
    keys.put(CA_CERTIFICATE, ca.certificate().der());
    keys.put(OPERATOR, octets(accounts.operator()));
    keys.put(ACCOUNT, octets(accounts.account()));
    keys.put(SYSTEM, octets(accounts.system()));
    keys.put(CONTROL_USER, octets(NodeIdentity.create(random).seed()));
    keys.put(SYSTEM_USER, octets(NodeIdentity.create(random).seed()));
    return keys;
  }

  private static void insert(
      Handle db, FleetSecrets secrets, String name, byte[] key, Instant now) {
    db.createUpdate(
            """
            INSERT INTO fleet_key (name, sealed, created_at) VALUES (:name, :sealed, :at)
            ON CONFLICT (name) DO NOTHING\
            """)
        .bind("name", name)
        .bind("sealed", secrets.seal(db, key, context(name)))
        .bind("at", now.toEpochMilli())
        .execute();
  }

  private static Map<String, byte[]> read(Handle db, FleetSecrets secrets) {
    Map<String, byte[]> keys = new HashMap<>();
    db.createQuery("SELECT name, sealed FROM fleet_key")
        .map((row, context) -> {
          String name = row.getString("name");
          return keys.put(name, secrets.open(db, row.getBytes("sealed"), context(name)));
        })
        .list();
    return keys;
  }

  private static String context(String name) {
    return "fleet_key/" + name;
  }

  private static InstallationKeys of(Map<String, byte[]> stored) {
    return new InstallationKeys(
        Signer.of(key(stored, SIGNER)),
        NodeCa.of(key(stored, CA_KEY), key(stored, CA_CERTIFICATE)),
        new AccountKeys(text(stored, OPERATOR), text(stored, ACCOUNT), text(stored, SYSTEM)),
        NodeIdentity.ofSeed(text(stored, CONTROL_USER)),
        NodeIdentity.ofSeed(text(stored, SYSTEM_USER)));
  }

  private static byte[] key(Map<String, byte[]> stored, String name) {
    byte[] key = stored.get(name);
    if (key == null) {
      throw new IllegalStateException(
          "the key %s of the fleet is missing in the database; restore a backup".formatted(name));
    }
    return key;
  }

  private static String text(Map<String, byte[]> stored, String name) {
    return new String(key(stored, name), StandardCharsets.US_ASCII);
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return "InstallationKeys[…]";
  }
}
