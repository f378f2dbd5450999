package dev.edgekeep.sm2.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.junit.jupiter.api.Test;

/** SM2 against the examples of GB/T 32918.5 and Bouncy Castle. */
class Sm2Test {
  private static final ECDomainParameters CURVE =
      new ECDomainParameters(CustomNamedCurves.getByName("sm2p256v1"));
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Sm2PrivateKey KEY =
      key("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");
  private static final String K =
      "59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21";

  @Test
  void theSignatureOfTheStandardIsMadeAndVerified() {
    byte[] message = "message digest".getBytes(StandardCharsets.US_ASCII);
    byte[] signature = KEY.sign(fixed(K), message);
    Sm2Signature parts = Objects.requireNonNull(Sm2Signature.decode(signature));
    assertThat(parts.r())
        .isEqualTo(hex("f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"));
    assertThat(parts.s())
        .isEqualTo(hex("b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"));
    assertThat(KEY.publicKey().verify(signature, message)).isTrue();
  }

  @Test
  void theCiphertextOfTheStandardIsMadeAndDecrypted() {
    byte[] text = "encryption standard".getBytes(StandardCharsets.US_ASCII);
    byte[] encrypted = KEY.publicKey().encrypt(text, fixed(K));
    Sm2Ciphertext parts = Objects.requireNonNull(Sm2Ciphertext.decode(encrypted));
    assertThat(parts.text()).isEqualTo(hex("21886ca989ca9c7d58087307ca93092d651efa"));
    assertThat(parts.hash())
        .isEqualTo(hex("59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766"));
    assertThat(KEY.decrypt(encrypted)).isEqualTo(text);
  }

  @Test
  void theKeyAgreementOfTheStandardGivesItsKeyOnBothSides() {
    Sm2PrivateKey a = key("81eb26e941bb5af16df116495f90695272ae2cd63d6c4ae1678418be48230029");
    Sm2PrivateKey b = key("785129917d45a9ea5437a59356b82338eaadda6ceb199088f14ae10defa229b5");
    KeyAgreement initiator =
        KeyAgreement.begin(
            a, true, fixed("d4de15474db74d06491c440d305e012400990f3e390c7e87153c12db2ea60bb3"));
    KeyAgreement responder =
        KeyAgreement.begin(
            b, false, fixed("7e07124814b309489125eaed101113164ebf0f3458c5bd88335c1f9d596243d6"));
    byte[] key = hex("6c89347354de2484c60b4ab1fde4c6e5");
    assertThat(initiator.agree(b.publicKey(), responder.ephemeralKey(), 16)).isEqualTo(key);
    assertThat(responder.agree(a.publicKey(), initiator.ephemeralKey(), 16)).isEqualTo(key);
  }

  @Property(tries = 100)
  void bouncyCastleVerifiesOurSignaturesAndWeVerifyTheirs(
      @ForAll @Size(max = 100) byte[] message, @ForAll @Size(max = 20) byte[] id) throws Exception {
    Sm2PrivateKey key = Sm2PrivateKey.generate(RANDOM);
    SM2Signer verifier = new SM2Signer();
    verifier.init(false, new ParametersWithID(peerPublic(key), id));
    verifier.update(message, 0, message.length);
    assertThat(verifier.verifySignature(key.signAs(id, RANDOM, message))).isTrue();

    SM2Signer signer = new SM2Signer();
    signer.init(true, new ParametersWithID(peerPrivate(key), id));
    signer.update(message, 0, message.length);
    byte[] signature = signer.generateSignature();
    assertThat(key.publicKey().verifyAs(id, signature, message)).isTrue();
    assertThat(key.publicKey().verify(signature, message)).isFalse();
  }

  @Property(tries = 100)
  void bouncyCastleDecryptsOurCiphertextsAndWeDecryptTheirs(
      @ForAll @Size(min = 1, max = 300) byte[] text) throws Exception {
    Sm2PrivateKey key = Sm2PrivateKey.generate(RANDOM);
    Sm2Ciphertext ours =
        Objects.requireNonNull(Sm2Ciphertext.decode(key.publicKey().encrypt(text, RANDOM)));
    byte[] raw = new byte[65 + 32 + text.length];
    System.arraycopy(ours.point().encoded(), 0, raw, 0, 65);
    System.arraycopy(ours.hash(), 0, raw, 65, 32);
    System.arraycopy(ours.text(), 0, raw, 97, text.length);
    SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
    engine.init(false, peerPrivate(key));
    assertThat(engine.processBlock(raw, 0, raw.length)).isEqualTo(text);

    engine.init(true, new ParametersWithRandom(peerPublic(key), RANDOM));
    byte[] theirs = engine.processBlock(text, 0, text.length);
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(theirs, 1, 33))));
    parts.add(new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(theirs, 33, 65))));
    parts.add(new DEROctetString(Arrays.copyOfRange(theirs, 65, 97)));
    parts.add(new DEROctetString(Arrays.copyOfRange(theirs, 97, theirs.length)));
    assertThat(key.decrypt(new DERSequence(parts).getEncoded("DER"))).isEqualTo(text);
  }

  @Property(tries = 200)
  void aChangedOctetIsNoSignatureAndNoCiphertext(
      @ForAll @IntRange(max = 60) int at, @ForAll @IntRange(min = 1, max = 255) int change) {
    byte[] message = {1, 2, 3};
    byte[] signature = KEY.sign(RANDOM, message);
    signature[at] ^= (byte) change;
    assertThat(KEY.publicKey().verify(signature, message)).isFalse();
    byte[] encrypted = KEY.publicKey().encrypt(message, RANDOM);
    encrypted[at + encrypted.length - 61] ^= (byte) change;
    assertThat(KEY.decrypt(encrypted)).isNull();
  }

  @Test
  void onlyNumbersFromOneToTheOrderMinusTwoAreKeys() {
    String n = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d541";
    assertThat(Sm2PrivateKey.of(hex(n + "21"))).isNotNull();
    assertThat(Sm2PrivateKey.of(hex(n + "22"))).isNull();
    assertThat(Sm2PrivateKey.of(hex(n + "23"))).isNull();
    assertThat(Sm2PrivateKey.of(new byte[32])).isNull();
    assertThat(Sm2PrivateKey.of(new byte[31])).isNull();
  }

  @Test
  void anEphemeralKeyBesideTheCurveAgreesOnNothing() {
    KeyAgreement agreement = KeyAgreement.begin(KEY, true, RANDOM);
    byte[] peer = agreement.ephemeralKey();
    peer[40] ^= 1;
    assertThat(agreement.agree(KEY.publicKey(), peer, 48)).isNull();
  }

  @Test
  void signaturesThatAreNotStrictlyEncodedAreRefused() {
    byte[] message = {1};
    byte[] signature = KEY.sign(fixed(K), message);
    byte[] longer = Arrays.copyOf(signature, signature.length + 1);
    assertThat(KEY.publicKey().verify(longer, message)).isFalse();
    Sm2Signature parts = Objects.requireNonNull(Sm2Signature.decode(signature));
    byte[] padded = {2, 2, 0, 5};
    byte[] twicePadded = Der.sequenceOf(Der.number(parts.r()), padded);
    assertThat(Sm2Signature.decode(twicePadded)).isNull();
    byte[] zero = Der.sequenceOf(Der.number(parts.r()), Der.number(new byte[32]));
    assertThat(Sm2Signature.decode(zero)).isNull();
  }

  private static ECPrivateKeyParameters peerPrivate(Sm2PrivateKey key) {
    return new ECPrivateKeyParameters(new BigInteger(1, key.encoded()), CURVE);
  }

  private static ECPublicKeyParameters peerPublic(Sm2PrivateKey key) {
    return new ECPublicKeyParameters(
        CURVE.getCurve().decodePoint(key.publicKey().encoded()), CURVE);
  }

  private static Sm2PrivateKey key(String hex) {
    return Objects.requireNonNull(Sm2PrivateKey.of(hex(hex)));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  /** Random numbers of an example. */
  private static SecureRandom fixed(String hex) {
    return new FixedRandom(hex(hex));
  }

  private static final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1;
    private final byte[] octets;

    private FixedRandom(byte[] octets) {
      this.octets = octets;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(octets, 0, bytes, 0, bytes.length);
    }
  }
}
