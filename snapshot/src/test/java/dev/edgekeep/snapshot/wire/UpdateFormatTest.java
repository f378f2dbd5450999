package dev.edgekeep.snapshot.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.Slice;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The version before and the version after can read it, and hostile bytes cost little. */
class UpdateFormatTest {
  private static final TestSeal SEAL = new TestSeal("group");
  private static final VersionedSnapshot SENT =
      VersionedSnapshot.NONE.next(7, new RandomSnapshots(new Random(5)).next());
  private static final byte[] BYTES = UpdateFormat.write(SENT.full(), SEAL);

  private static void assertRefused(ThrowingCallable call, String... words) {
    var refused = assertThatThrownBy(call).isInstanceOf(WireException.class);
    for (String word : words) {
      refused.hasMessageContaining(word);
    }
  }

  /** An update with one part more, as a later version of the program might write it. */
  private static SnapshotUpdate with(Part part) {
    List<Part> parts = new ArrayList<>(SENT.full().parts());
    parts.removeIf(same -> same.id().equals(part.id()));
    parts.add(part);
    Manifest.Draft draft = Manifest.EMPTY.draft();
    parts.forEach(each -> draft.put(each.id(), each.hash(), null));
    return new SnapshotUpdate(7, draft.manifest().content(), null, parts, List.of());
  }

  private static Part part(PartKind kind, String key, Consumer<FieldWriter> fields) {
    return new Part(kind.id(key), true, FieldWriter.body(fields));
  }

  private static VersionedSnapshot received(SnapshotUpdate update) throws WireException {
    return VersionedSnapshot.NONE.apply(UpdateFormat.read(UpdateFormat.write(update, SEAL), SEAL));
  }

  @Test
  void anUnknownKindOfPartIsIgnoredUnlessItIsCritical() throws WireException {
    PartId id = new PartId("quantum-policy", "x");
    assertThat(received(with(new Part(id, false, new byte[] {1}))).snapshot())
        .isEqualTo(SENT.snapshot());
    assertRefused(
        () -> received(with(new Part(id, true, new byte[] {1}))), "quantum-policy x", "not know");
  }

  @Test
  void anUnknownFieldIsIgnoredUnlessItIsCritical() throws WireException {
    Part optional =
        part(
            PartKind.UNAVAILABLE,
            "x.example",
            out -> out.text("reason", "no key").texts("hints", List.of("a")));
    assertThat(received(with(optional)).snapshot().unavailable()).containsValue("no key");
    Part critical =
        part(
            PartKind.UNAVAILABLE,
            "x.example",
            out -> out.text("reason", "no key").flag("!until", true));
    assertRefused(() -> received(with(critical)), "unavailable x.example: until: ", "not know");
  }

  @Test
  void aValueThatIsWrongIsNamedWithItsPlace() {
    assertRefused(
        () -> received(with(part(PartKind.UNAVAILABLE, "x.example", out -> {}))),
        "unavailable x.example: reason: it is missing");
    assertRefused(
        () ->
            received(
                with(part(PartKind.UNAVAILABLE, "x.example", out -> out.flag("reason", true)))),
        "unavailable x.example: reason: it is not a string");
    Part origin =
        part(
            PartKind.ORIGIN,
            "app",
            out ->
                out.objects(
                    "servers",
                    List.of(0),
                    (server, port) -> server.text("host", "a.example").number("port", port)));
    assertRefused(() -> received(with(origin)), "origin app: servers[0]: ", "port");
  }

  @Test
  void aLaterFormatIsRefused() {
    byte[] later =
        FieldWriter.bytes(
            out -> FieldWriter.object(out, header -> header.number("format", 2).flag("new", true)));
    assertRefused(() -> UpdateFormat.read(later, SEAL), "format 2", "format 1");
  }

  @Test
  void aChangeOfAnotherVersionIsRefused() {
    SnapshotUpdate change = SENT.next(8, Snapshot.EMPTY).since(SENT);
    assertThat(VersionedSnapshot.NONE.isBaseOf(change)).isFalse();
    assertRefused(() -> VersionedSnapshot.NONE.apply(change), "change of version 7", "version 0");
  }

  @Test
  void privateKeysAreSealedAndNobodyElseReadsThem() {
    Part key =
        SENT.full().parts().stream()
            .filter(part -> part.id().kind().equals("private-key"))
            .findAny()
            .orElseThrow();
    assertThat(indexOf(BYTES, key.body())).isNegative();
    assertRefused(() -> UpdateFormat.read(BYTES, Unsealer.NONE), "it is sealed");
    assertRefused(
        () -> UpdateFormat.read(BYTES, new TestSeal("another group")), "sealed for others");
    assertThat(key.toString()).doesNotContain("body");
  }

  @Test
  void aKeyThatIsNotSealedIsRefused() {
    byte[] body = {1, 2, 3};
    byte[] bytes =
        FieldWriter.bytes(out -> {
          FieldWriter.object(
              out,
              header ->
                  header
                      .number("format", 1)
                      .number("version", 1)
                      .bytes("content", new byte[32])
                      .number("parts", 1)
                      .number("removed", 0));
          FieldWriter.object(
              out,
              part ->
                  part.text("kind", "private-key")
                      .text("key", "00")
                      .bytes("hash", Fingerprint.sha256(Slice.of(body)).bytes())
                      .bytes("body", body));
        });
    assertRefused(() -> UpdateFormat.read(bytes, SEAL), "sealed: it is missing");
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i + wanted.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void bytesThatAreCutOrChangedAreRefused() {
    for (int length = 0; length < BYTES.length; length += 1 + length / 50) {
      byte[] cut = Arrays.copyOf(BYTES, length);
      assertRefused(() -> UpdateFormat.read(cut, SEAL));
    }
    byte[] more = Arrays.copyOf(BYTES, BYTES.length + 1);
    assertRefused(() -> UpdateFormat.read(more, SEAL), "behind the last part");
    for (int i = 0; i < BYTES.length; i += 97) {
      byte[] changed = BYTES.clone();
      changed[i] ^= 1;
      assertRefusedOrSame(changed);
    }
  }

  /**
   * The version is no part of the content, and a changed name of a field may be one of the future.
   */
  private static void assertRefusedOrSame(byte[] changed) {
    try {
      VersionedSnapshot read = VersionedSnapshot.NONE.apply(UpdateFormat.read(changed, SEAL));
      assertThat(read.snapshot()).isEqualTo(SENT.snapshot());
    } catch (WireException e) {
      assertThat(e).message().isNotEmpty();
    }
  }

  /** A byte string of 2 GB, a list in a list in a list …, a million maps. */
  @Test
  void hostileBytesCostLittle() {
    byte[] huge = {(byte) 0xa1, 0x61, 'x', 0x5a, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    byte[] deep = new byte[100_000];
    Arrays.fill(deep, (byte) 0x81);
    byte[] many = new byte[2_000_000];
    Arrays.fill(many, (byte) 0xa0);
    many[0] = (byte) 0x9f;
    for (byte[] hostile : List.of(huge, deep, many, new byte[0])) {
      assertRefused(() -> UpdateFormat.read(hostile, SEAL));
      assertRefused(() -> ManifestFormat.read(hostile));
    }
  }

  /** Written by the first version that had this format: every later one reads it. */
  @Test
  void theFirstVersionOfTheFormatIsReadForEver() throws IOException, WireException {
    try (InputStream in = UpdateFormatTest.class.getResourceAsStream("format-1.bin")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      VersionedSnapshot first =
          VersionedSnapshot.NONE.apply(UpdateFormat.read(bytes, new TestSeal("format 1")));
      assertThat(first.snapshot().hosts()).isNotEmpty();
      assertThat(first.snapshot().rules()).isNotEmpty();
      assertThat(UpdateFormat.write(first.full(), new TestSeal("format 1"))).isEqualTo(bytes);
    }
  }
}
