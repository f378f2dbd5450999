package dev.edgekeep.cli.node;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.fleet.nats.NodeIdentity;
import dev.edgekeep.fleet.seal.GroupKey;
import dev.edgekeep.fleet.seal.GroupKeys;
import dev.edgekeep.fleet.seal.NodeSealing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a node makes when it joins, and those of its group that it receives. They never
 * leave its disk. Immutable; the text form contains none.
 */
final class NodeKeys {
  static final String CERTIFICATE_KEY = "node.key";
  static final String CERTIFICATE_PUBLIC_KEY = "node.pub";
  static final String IDENTITY = "identity.seed";
  static final String SEALING_KEY = "sealing.key";
  static final String GROUP_KEYS = "group-keys";

  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyPair pair;
  private final NodeIdentity identity;
  private final byte[] sealing;

  private NodeKeys(KeyPair pair, NodeIdentity identity, byte[] sealing) {
    this.pair = pair;
    this.identity = identity;
    this.sealing = sealing;
  }

  /** The keys on the disk; null: not all of them are there. */
  static @Nullable NodeKeys load(NodeDisk disk) throws IOException {
    byte[] key = disk.read(CERTIFICATE_KEY);
    byte[] pub = disk.read(CERTIFICATE_PUBLIC_KEY);
    byte[] identity = disk.read(IDENTITY);
    byte[] sealing = disk.read(SEALING_KEY);
    if (key == null || pub == null || identity == null || sealing == null) {
      return null;
    }
    try {
      KeyFactory factory = KeyFactory.getInstance("EC");
      PrivateKey secret = factory.generatePrivate(new PKCS8EncodedKeySpec(key));
      PublicKey known = factory.generatePublic(new X509EncodedKeySpec(pub));
      NodeSealing.publicOf(sealing);
      return new NodeKeys(
          new KeyPair(known, secret),
          NodeIdentity.ofSeed(new String(identity, StandardCharsets.US_ASCII)),
          sealing);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("the node's keys are damaged: " + e.getMessage(), e);
    }
  }

  /** Makes new keys, and writes them. */
  static NodeKeys create(NodeDisk disk) throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      KeyPair pair = generator.generateKeyPair();
      NodeIdentity identity = NodeIdentity.create(RANDOM);
      byte[] sealing = NodeSealing.newPrivateKey(RANDOM);
      disk.write(CERTIFICATE_KEY, pair.getPrivate().getEncoded());
      disk.write(CERTIFICATE_PUBLIC_KEY, pair.getPublic().getEncoded());
      disk.write(IDENTITY, identity.seed().getBytes(StandardCharsets.US_ASCII));
      disk.write(SEALING_KEY, sealing);
      return new NodeKeys(pair, identity, sealing);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  /** A request for a certificate of this name (PKCS#10), in DER. */
  byte[] certificateRequest(String name) {
    try {
      return new JcaPKCS10CertificationRequestBuilder(
              new X500NameBuilder().addRDN(BCStyle.CN, name).build(), pair.getPublic())
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
          .getEncoded();
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException("the request cannot be signed", e);
    }
  }

  PrivateKeyDer certificateKey() {
    return new PrivateKeyDer(pair.getPrivate().getEncoded());
  }

  NodeIdentity identity() {
    return identity;
  }

  byte[] sealing() {
    return sealing.clone();
  }

  /** The keys of the group on the disk. */
  static List<GroupKey> groupKeys(NodeDisk disk) throws IOException {
    List<GroupKey> keys = new ArrayList<>();
    byte[] file = disk.read(GROUP_KEYS);
    for (byte[] record : file == null ? List.<byte[]>of() : Records.decode(file).payloads()) {
      if (record.length != Long.BYTES + GroupKey.OCTETS) {
        throw new IOException("the group keys on the disk are damaged");
      }
      byte[] octets = new byte[GroupKey.OCTETS];
      ByteBuffer buffer = ByteBuffer.wrap(record);
      long epoch = buffer.getLong();
      buffer.get(octets);
      keys.add(new GroupKey(epoch, octets));
    }
    return keys;
  }

  static void store(NodeDisk disk, GroupKeys keys) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (GroupKey key : keys.all()) {
      out.writeBytes(
          Records.encode(
              ByteBuffer.allocate(Long.BYTES + GroupKey.OCTETS)
                  .putLong(key.epoch())
                  .put(key.octets())
                  .array()));
    }
    disk.write(GROUP_KEYS, out.toByteArray());
  }

  @Override
  public String toString() {
    return "keys of node " + identity.publicKey();
  }
}
