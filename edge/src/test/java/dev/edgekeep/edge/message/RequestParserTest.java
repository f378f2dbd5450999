package dev.edgekeep.edge.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Request heads, from bytes to values. */
final class RequestParserTest {
  private static final int LIMIT = 4_096;

  private static RequestHead parse(String text) throws BadMessage {
    ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    int length = new HeadScanner().find(in, LIMIT);
    assertThat(length).isPositive();
    return RequestParser.parse(in, length);
  }

  @Test
  void aHeadIsTakenApart() throws BadMessage {
    String text =
        """
        POST /a?b=c HTTP/1.1
        host:\tWww.Example.com:8443\s
        Content-Length: 12
        X-Empty:
        Connection: x, Close

        """;
    RequestHead head = parse(text.replace("\n", "\r\n"));
    assertThat(head.method()).isEqualTo("POST");
    assertThat(head.target()).isEqualTo("/a?b=c");
    assertThat(head.authority()).isEqualTo("Www.Example.com:8443");
    assertThat(Authority.hostName(head.authority())).isEqualTo("www.example.com");
    assertThat(head.bodyLength()).isEqualTo(12);
    assertThat(head.keepAlive()).isFalse();
    assertThat(head.fields().value(2)).isEmpty();
  }

  @Property(tries = 500)
  void fieldsComeOutAsTheyWentIn(@ForAll("names") String name, @ForAll("values") String value)
      throws BadMessage {
    RequestHead head =
        parse("GET / HTTP/1.1\r\nHost: a\r\nx" + name + ":  " + value + "\t\r\n\r\n");
    assertThat(head.fields().nameText(1)).isEqualTo("x" + name);
    assertThat(head.fields().value(1)).isEqualTo(value.strip());
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withChars("!#$%&'*+-.^_`|~09azAZ".toCharArray()).ofMaxLength(20);
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.strings().withCharRange(' ', '~').withChars('\u00e9').ofMaxLength(30);
  }

  @Property(tries = 500)
  void aHeadSaysTheSameHoweverItIsCut(@ForAll @IntRange(min = 1, max = 7) int piece)
      throws BadMessage {
    String text = "GET /a HTTP/1.1\r\nHost: a\r\nX-A: b\r\n\r\n";
    HeadScanner scanner = new HeadScanner();
    ByteBuf in = Unpooled.buffer();
    int length = -1;
    for (int at = 0; at < text.length(); at += piece) {
      assertThat(length).isEqualTo(-1);
      in.writeCharSequence(
          text.substring(at, Math.min(text.length(), at + piece)), StandardCharsets.US_ASCII);
      length = scanner.find(in, LIMIT);
    }
    assertThat(length).isEqualTo(text.length());
  }

  /** A control character anywhere in a head that was fine makes it none. */
  @Property(tries = 500)
  void aControlCharacterAnywhereIsRefused(
      @ForAll @IntRange(max = 42) int at, @ForAll("controls") char control) {
    String text = "GET /a HTTP/1.1\r\nHost: a\r\nX-A: bbbbbbbbbb\r\n\r\n";
    String broken = text.substring(0, at) + control + text.substring(at);
    assertThatThrownBy(() -> parse(broken)).isInstanceOf(BadMessage.class);
  }

  @Provide
  Arbitrary<Character> controls() {
    return Arbitraries.of('\0', '\1', '\n', '\u000b', '\u001f', '\u007f');
  }

  @Property(tries = 2_000)
  void noInputBreaksTheParser(@ForAll @Size(max = 60) byte[] noise) {
    ByteBuf in =
        Unpooled.wrappedBuffer(
            "GET / HTTP/1.1\r\nHost: a\r\n".getBytes(StandardCharsets.US_ASCII),
            noise,
            "\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    try {
      RequestParser.parse(in, new HeadScanner().find(in, LIMIT));
    } catch (BadMessage e) {
      assertThat(e.status()).isBetween(400, 505);
    }
  }

  @Property(tries = 500)
  void hostsAreCheckedAndFolded(
      @ForAll @StringLength(max = 12) @Chars({'a', 'B', '.', ':', '@', '/', '[', ']', '1', '-'})
          String text) {
    try {
      String name = Authority.hostName(Authority.check(text));
      assertThat(name).isNotEmpty().doesNotContain("@", "/").isLowerCase();
    } catch (BadMessage e) {
      assertThat(e.status()).isEqualTo(400);
    }
  }
}
