package dev.edgekeep.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrintableWriterTest {
  @Test
  void whatStrangersNamedMovesNoCursorAndTurnsNoText() {
    assertThat(PrintableWriter.printable("a\u001b[31mb\u0007\u009b\u202ec\u2066d\r\n\té ü 中"))
        .isEqualTo("a\\u001b[31mb\\u0007\\u009b\\u202ec\\u2066d\\u000d\n\té ü 中");
  }

  @Test
  void everyWayOfPrintingIsCovered() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintWriter out = PrintableWriter.to(bytes);
    out.println("one\u001b");
    out.print('\u001b');
    out.write(new char[] {'x', '\u202e', 'y'}, 0, 3);
    out.printf("%s%n", "\u2067");
    out.flush();
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualToNormalizingNewlines("one\\u001b\n\\u001bx\\u202ey\\u2067\n");
  }
}
