package dev.edgekeep.keyless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of the protocol, as other key servers and clients write and read them. */
class MessageTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final SubjectKeyId SKI =
      SubjectKeyId.parse("000102030405060708090a0b0c0d0e0f10111213");

  @Test
  void aRequestIsWrittenItemByItemWithItsOpcodeFirst() throws Exception {
    Message request =
        new Message(
            0x01020304,
            Opcode.ECDSA_SIGN_SHA256.code(),
            new byte[] {(byte) 0xaa, (byte) 0xbb},
            SKI,
            null,
            "a.example",
            InetAddress.ofLiteral("192.0.2.1"),
            InetAddress.ofLiteral("2001:db8::1"));
    String items =
        "11000115"
            + "120002aabb"
            + "040014000102030405060708090a0b0c0d0e0f10111213"
            + "030004c0000201"
            + "05001020010db8000000000000000000000001"
            + "020009612e6578616d706c65";
    int padding = 1024 - 8 - items.length() / 2 - 3;
    assertThat(HEX.formatHex(request.encoded()))
        .isEqualTo("010003f801020304" + items + "20%04x".formatted(padding) + "00".repeat(padding));
  }

  @Test
  void theContextOfARequestIsItem0x16AndIsBounded() throws Exception {
    byte[] context = "{\"request_id\":\"1\"}".getBytes(StandardCharsets.US_ASCII);
    Message request =
        new Message(1, Opcode.PING.code(), new byte[0], null, null, null, null, null, context);
    assertThat(HEX.formatHex(request.encoded()))
        .contains("160012" + HEX.formatHex(context))
        .hasSize(2 * Message.PADDED_BYTES);
    assertThat(Message.read(ByteBuffer.wrap(request.withId(2).encoded())).context())
        .isEqualTo(context);
    byte[] longer = new byte[Message.MAX_CONTEXT_BYTES + 1];
    Message tooLong =
        new Message(1, Opcode.PING.code(), new byte[0], null, null, null, null, null, longer);
    assertThat(Message.read(ByteBuffer.wrap(tooLong.encoded())).context()).isEmpty();
  }

  @Test
  void answersAreAStatusAndAPayload() {
    assertThat(begin(Message.success(1, new byte[] {7})))
        .startsWith("010003f800000001110001f012000107");
    assertThat(begin(Message.pong(2, new byte[] {8})))
        .startsWith("010003f800000002110001f212000108");
    assertThat(begin(Message.pong(2, new byte[0]))).startsWith("010003f800000002110001f220");
    assertThat(begin(Message.error(-1, KeylessError.KEY_NOT_FOUND)))
        .startsWith("010003f8ffffffff110001ff12000102");
  }

  private static String begin(Message message) {
    byte[] frame = message.encoded();
    assertThat(frame).hasSize(Message.PADDED_BYTES);
    return HEX.formatHex(frame);
  }

  /** Without its payload such a frame has 15 bytes; an item has 3 and its value. */
  @Test
  void aComplianceRegionHasAnyLengthAndAnErrorMayNameNone() throws Exception {
    for (String region : List.of("170000", "17000101", "170003010203")) {
      Message read = message("110001ff" + region);
      assertThat(read.code()).isEqualTo(0xff);
      assertThat(read.isBusy()).isFalse();
    }
    assertThat(message("110001ff12000108").isBusy()).isTrue();
    assertThat(message("110001ff12000101").isBusy()).isFalse();
  }

  private static Message message(String items) throws MalformedMessageException {
    byte[] body = HexFormat.of().parseHex(items);
    ByteBuffer frame = ByteBuffer.allocate(Message.HEADER_BYTES + body.length);
    frame.put(new byte[] {1, 0}).putShort((short) body.length).putInt(7).put(body);
    return Message.read(frame.flip());
  }

  @ParameterizedTest
  @CsvSource({"1005, 1024", "1006, 1024", "1007, 1025", "1008, 1026", "1009, 1024", "1010, 1025"})
  void aFrameThatLacksOneOrTwoBytesGetsAnEmptyItem(int payload, int length) {
    assertThat(Message.pong(0, new byte[payload]).encoded()).hasSize(length);
  }

  @Test
  void aBodyLongerThanItsLengthCanTellIsNotWritten() {
    int most = Message.MAX_BODY_BYTES - 4 - 3;
    assertThat(Message.success(0, new byte[most]).encoded()).hasSize(8 + 0xffff);
    assertThatThrownBy(() -> Message.success(0, new byte[most + 1]).encoded())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65,536");
  }

  @Test
  void unknownTagsAreSkippedAlsoWhenRepeatedAndVersionsAreNotLookedAt() throws Exception {
    Message message = read("0903", "ff000101" + "ff000102" + "110001f1" + "070000" + "120001aa");
    assertThat(message.code()).isEqualTo(Opcode.PING.code());
    assertThat(message.payload()).containsExactly(0xaa);
  }

  @Test
  void aBodyWithoutItemsHasNoOpcode() throws Exception {
    assertThat(read("0100", "").code()).isZero();
    assertThat(read("0100", "1100").code()).isZero(); // one or two bytes at the end are no item
  }

  @Test
  void aNameOfAKeyOfAnotherLengthCountsAsNone() throws Exception {
    Message message = read("0100", "11000115" + "0400020102" + "0100020102");
    assertThat(message.key()).isNull();
    assertThat(message.modulusDigest()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "11000115" + "11000115", // a known tag twice
        "120001aa" + "120001aa",
        "200000" + "200000",
        "160000" + "160000",
        "110002f1f1", // an opcode that is not one byte
        "110000",
        "0300050102030405", // an address of five bytes
        "050000",
        "120002aa", // beyond the body
        "110001f1" + "12ffff",
      })
  void whatIsNoListOfItemsIsMalformedAndToldWithTheFramesId(String items) {
    assertThatThrownBy(() -> read("0100", items))
        .isInstanceOfSatisfying(
            MalformedMessageException.class, e -> assertThat(e.id()).isEqualTo(0x0a0b0c0d))
        .hasMessageContaining("the item 0x");
  }

  @Test
  void theDigestOfAModulusIsOfItsUpperCaseHexText() throws Exception {
    BigInteger modulus = new BigInteger("00c0ffee", 16);
    byte[] expected =
        MessageDigest.getInstance("SHA-256").digest("C0FFEE".getBytes(StandardCharsets.US_ASCII));
    assertThat(ModulusDigest.of(modulus)).hasToString(HEX.formatHex(expected));
  }

  @Test
  void subjectKeyIdentifiersAreReadAsOpensslPrintsThem() {
    assertThat(SubjectKeyId.parse("00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13"))
        .isEqualTo(SKI)
        .hasToString("000102030405060708090a0b0c0d0e0f10111213");
    assertThat(SubjectKeyId.of(SKI.bytes())).isEqualTo(SKI);
    assertThatThrownBy(() -> SubjectKeyId.parse("0001"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("20 bytes");
  }

  @Test
  void opcodesHaveTheirNumbers() {
    assertThat(Opcode.of(0x01)).contains(Opcode.RSA_DECRYPT);
    assertThat(Opcode.of(0x08)).contains(Opcode.RSA_DECRYPT_RAW);
    assertThat(Opcode.of(0x07)).contains(Opcode.RSA_SIGN_SHA512);
    assertThat(Opcode.of(0x12)).contains(Opcode.ECDSA_SIGN_MD5SHA1);
    assertThat(Opcode.of(0x18)).contains(Opcode.ED25519_SIGN);
    assertThat(Opcode.of(0x37)).contains(Opcode.RSA_PSS_SIGN_SHA512);
    assertThat(Opcode.of(0xf1)).contains(Opcode.PING);
    for (int code : new int[] {0, 0x09, 0x11, 0x21, 0x22, 0x23, 0x24, 0x34, 0xf0, 0xf2, 0xff}) {
      assertThat(Opcode.of(code)).isEmpty();
    }
    assertThat(Status.isStatus(0xf0) && Status.isStatus(0xf2) && Status.isStatus(0xff)).isTrue();
    assertThat(Status.isStatus(0xf1)).isFalse();
  }

  @Test
  void anErrorWithoutAPlainReasonIsInternal() {
    assertThat(Message.success(0, new byte[0]).error()).isEqualTo(KeylessError.INTERNAL);
    assertThat(KeylessError.of(200)).isEqualTo(KeylessError.INTERNAL);
    for (KeylessError error : KeylessError.values()) {
      assertThat(Message.error(0, error).error()).isEqualTo(error);
    }
  }

  @Test
  void payloadsAreNotPrinted() {
    assertThat(Message.success(5, "secret".getBytes(StandardCharsets.UTF_8)).toString())
        .contains("6 bytes")
        .doesNotContain("secret", "115");
  }

  @Property
  void whatIsWrittenIsReadAgain(@ForAll("messages") Message message) throws Exception {
    Message read = Message.read(ByteBuffer.wrap(message.encoded()));
    assertThat(read).usingRecursiveComparison().isEqualTo(message);
    assertThat(message.encoded()).hasSizeGreaterThanOrEqualTo(Message.PADDED_BYTES);
  }

  @Property
  void anyBodyIsReadOrMalformedAndNothingElse(@ForAll @Size(max = 200) byte[] body) {
    readOrRefused(body);
  }

  @Property
  void aChangedFrameIsReadOrMalformedAndNothingElse(
      @ForAll("messages") Message message, @ForAll int at, @ForAll byte change) {
    byte[] frame = message.encoded();
    frame[Math.floorMod(at, 100)] ^= change;
    try {
      Message read = Message.read(ByteBuffer.wrap(frame));
      assertThat(Message.read(ByteBuffer.wrap(read.encoded())).code()).isEqualTo(read.code());
    } catch (MalformedMessageException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  private static void readOrRefused(byte[] body) {
    ByteBuffer frame = ByteBuffer.allocate(8 + body.length).putLong(0).put(body).flip();
    try {
      assertThat(Message.read(frame).code()).isBetween(0, 255);
    } catch (MalformedMessageException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  @Provide
  Arbitrary<Message> messages() {
    Arbitrary<byte[]> payload = Arbitraries.bytes().array(byte[].class).ofMaxSize(1500);
    Arbitrary<@Nullable String> name =
        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(60).injectNull(0.2);
    Arbitrary<@Nullable InetAddress> address =
        Arbitraries.bytes().array(byte[].class).ofSize(4).map(MessageTest::address).injectNull(0.3);
    return Combinators.combine(
            Arbitraries.integers(), Arbitraries.integers().between(0, 255), payload, name, address)
        .as((id, code, bytes, sni, client) ->
            new Message(
                id,
                code,
                bytes,
                bytes.length % 2 == 0 ? SKI : null,
                bytes.length % 3 == 0 ? new ModulusDigest(1, 2, 3, -4) : null,
                sni,
                client,
                client));
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Message read(String version, String items) throws Exception {
    byte[] body = HEX.parseHex(items);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(HEX.parseHex(version));
    frame.write(new byte[] {0, (byte) body.length, 0x0a, 0x0b, 0x0c, 0x0d});
    frame.write(body);
    byte[] bytes = frame.toByteArray();
    return Message.read(ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length)));
  }
}
