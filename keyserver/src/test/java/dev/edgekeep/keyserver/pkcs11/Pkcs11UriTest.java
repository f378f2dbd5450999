package dev.edgekeep.keyserver.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.config.material.Secret;
import dev.edgekeep.testing.SoftHsm;
import dev.edgekeep.x509.der.Slice;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The meaning of RFC 7512 URIs, and the messages about malformed ones. */
class Pkcs11UriTest {
  private static final Path FOLDER = Path.of("/etc/edgekeep");
  private static final String MODULE = "?module-path=/m.so";

  private static Pkcs11Uri parse(String text) throws Pkcs11UriException {
    return Pkcs11Uri.parse(text, FOLDER);
  }

  @Test
  void theExampleOfTheDocumentationIsRead() throws Exception {
    Pkcs11Uri uri =
        parse(
            "pkcs11:token=edgekeep?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:pin.txt");
    assertThat(uri.token()).isEqualTo("edgekeep");
    assertThat(uri.module()).isEqualTo(Path.of("/usr/lib/softhsm/libsofthsm2.so"));
    assertThat(uri.pin()).isEqualTo(new Secret.InFile(Path.of("/etc/edgekeep/pin.txt")));
    assertThat(uri.namesKey()).isFalse();
    assertThat(uri).hasToString("pkcs11:token=edgekeep");
  }

  @Test
  void everyAttributeIsRead() throws Exception {
    Pkcs11Uri uri =
        parse(
            "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;"
                + "model=1.0;serial=0af3;slot-id=18446744073709551615;object=my-k%C3%A9y;"
                + "type=private;id=%01%fF%3b"
                + MODULE);
    assertThat(uri.token()).isEqualTo("The Software PKCS#11 Softtoken");
    assertThat(uri.manufacturer()).isEqualTo("Snake Oil, Inc.");
    assertThat(uri.model()).isEqualTo("1.0");
    assertThat(uri.serial()).isEqualTo("0af3");
    assertThat(uri.slotId()).isEqualTo(-1L);
    assertThat(uri.object()).isEqualTo("my-kéy");
    assertThat(uri.id()).isEqualTo(Slice.of(new byte[] {1, (byte) 0xff, ';'}));
    assertThat(uri.namesKey()).isTrue();
    assertThat(uri.pin()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "pin-source=file:pin.txt, /etc/edgekeep/pin.txt",
    "pin-source=file:/run/pin, /run/pin",
    "pin-source=file:///run/pin, /run/pin",
    "pin-source=../pin, /etc/pin",
    "pin-source=/run/a%20pin, /run/a pin",
  })
  void aPinIsInAFile(String attribute, String file) throws Exception {
    assertThat(parse("pkcs11:" + MODULE + "&" + attribute).pin())
        .isEqualTo(new Secret.InFile(Path.of(file)));
  }

  @Test
  void aPinIsInTheEnvironmentOrInTheUri() throws Exception {
    assertThat(parse("pkcs11:" + MODULE + "&pin-source=env:PIN").pin())
        .isEqualTo(new Secret.InEnvironment("PIN"));
    assertThat(parse("pkcs11:" + MODULE + "&pin-value=12%2634").pin())
        .isEqualTo(new Secret.Given("12&34"));
  }

  @Test
  void aModuleMayBeNamedAlone() throws Exception {
    assertThat(parse("pkcs11:?module-name=softhsm2").module()).isEqualTo(SoftHsm.MODULE);
    assertThat(parse("PKCS11:?module-path=lib/m.so").module())
        .isEqualTo(Path.of("/etc/edgekeep/lib/m.so"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "token=edgekeep | begins with pkcs11:",
        "pkcs11:token=a | add ?module-path=",
        "pkcs11:?module-name=nothing-of-the-kind | \"libnothing-of-the-kind.so\"",
        "pkcs11:?module-path= | at character 21: expected a file",
        "pkcs11:tokn=a?module-path=/m | at character 8: \"tokn\" is unknown; did you mean"
            + " \"token\"?",
        "pkcs11:token?module-path=/m | at character 8: expected name=value",
        "pkcs11:token=a;?module-path=/m | at character 16: expected name=value",
        "pkcs11:token=a;;serial=1?module-path=/m | at character 16: expected name=value",
        "pkcs11:token=a;token=b?module-path=/m | at character 16: token comes twice",
        "pkcs11:?module-path=/m&module-path=/n | at character 24: module-path comes twice",
        "pkcs11:token=a b?module-path=/m | at character 15: \" \" is written %20",
        "pkcs11:token=é?module-path=/m | at character 14: \"é\" is written %C3%A9",
        "pkcs11:token=a/b?module-path=/m | at character 15: \"/\" is written %2F",
        "pkcs11:token=a%2?module-path=/m | at character 15: % and two hexadecimal digits",
        "pkcs11:token=a%zz?module-path=/m | at character 15: % and two hexadecimal digits",
        "pkcs11:token=%ff?module-path=/m | at character 14: the value is not UTF-8",
        "pkcs11:slot-id=one?module-path=/m | at character 16: \"one\" is not the number of a slot",
        "pkcs11:type=cert?module-path=/m | at character 13: only private keys are of use here",
        "pkcs11:module-path=/m | at character 8: module-path belongs behind the question mark",
        "pkcs11:?module-path=/m&token=a | at character 24: token belongs before the question mark",
        "pkcs11:library-version=1?module-path=/m | library-version is not supported",
        "pkcs11:?module-path=/m&pin-value=1&pin-source=a | give one of pin-source and pin-value",
        "pkcs11:?module-path=/m&pin-source=%7C/bin/pin | a program is not run for a PIN",
        "pkcs11:?module-path=/m#x | at character 23: this character must be percent-encoded"
      })
  void whatIsWrongIsNamedAndWhere(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(Pkcs11UriException.class)
        .hasMessageContaining(message);
  }

  @Property
  void everyTextComesBackFromItsEncoding(@ForAll @NotEmpty String label) throws Exception {
    // Lone surrogates are no text.
    byte[] utf8 = label.getBytes(StandardCharsets.UTF_8);
    String expected = new String(utf8, StandardCharsets.UTF_8);
    Pkcs11Uri uri = parse("pkcs11:object=" + encoded(utf8) + ";id=" + encoded(utf8) + MODULE);
    assertThat(uri.object()).isEqualTo(expected);
    assertThat(uri.id()).isEqualTo(Slice.of(utf8));
  }

  private static String encoded(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
      text.append(letter ? "" + (char) b : "%%%02x".formatted(b));
    }
    return text.toString();
  }

  @Property(tries = 5000)
  void anyTextIsReadOrRefusedWithASentence(@ForAll("nearlyUris") String text) {
    try {
      assertThat(parse(text).module()).isAbsolute();
    } catch (Pkcs11UriException e) {
      assertThat(e).message().isNotBlank().doesNotContain("null");
    }
  }

  @Provide
  Arbitrary<String> nearlyUris() {
    Arbitrary<String> pieces =
        Arbitraries.oneOf(
            Arbitraries.of(
                "token=",
                "object=a",
                "id=%00",
                "slot-id=",
                "type=private",
                ";",
                "&",
                "?",
                "=",
                "%",
                "%41",
                "module-path=/m",
                "module-name=",
                "pin-value=1234",
                "pin-source=",
                "file:",
                "|",
                "\0",
                "/"),
            Arbitraries.strings().ofMaxLength(5));
    return pieces.list().ofMaxSize(10).map(list -> "pkcs11:" + String.join("", list));
  }

  /** Neither when it is right nor when it is wrong, in any part of it. */
  @Property(tries = 2000)
  void thePinIsNeverShown(@ForAll("pins") String pin) {
    String text = "pkcs11:token=t" + MODULE + "&pin-value=S3CR" + pin + "S3CR";
    try {
      Pkcs11Uri uri = parse(text);
      assertThat(uri.toString()).doesNotContain("S3CR");
      assertThat(String.valueOf(uri.pin())).doesNotContain("S3CR");
    } catch (Pkcs11UriException e) {
      assertThat(e).message().doesNotContain("S3CR");
    }
  }

  @Provide
  Arbitrary<String> pins() {
    return Arbitraries.strings().withChars("&=;%?# é\0x").ofMaxLength(4);
  }

  @Example
  void aUriIsEqualToTheSameUri() throws Exception {
    String text = "pkcs11:token=a;id=%01?module-path=/m&pin-value=1";
    assertThat(parse(text)).isEqualTo(parse(text)).hasSameHashCodeAs(parse(text));
  }
}
