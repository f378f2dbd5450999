package dev.edgekeep.edge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Texts of certificates as header values. */
final class HeaderTextTest {
  @Test
  void anEscapedSpaceBecomesAPairAndStaysAtTheEnd() {
    assertThat(HeaderText.ofName("CN=a\\ ")).isEqualTo("CN=a\\20");
  }

  /** {@code a\ b} and {@code a\20b} are two names. */
  @Test
  void aSpaceBehindAnEscapedBackslashStaysASpace() {
    assertThat(HeaderText.ofName("CN=a\\\\ b")).isEqualTo("CN=a\\\\ b");
    assertThat(HeaderText.ofName("CN=a\\\\20b")).isEqualTo("CN=a\\\\20b");
  }

  @Test
  void charactersThatAreNotAsciiBecomePairs() {
    assertThat(HeaderText.ofName("CN=\u00e9\n")).isEqualTo("CN=\\C3\\A9\\0A");
  }
}
