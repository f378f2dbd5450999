package dev.edgekeep.keyserver.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.keyserver.access.EdgeIdentity.Names;
import dev.edgekeep.x509.cert.Name;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeNameTest {
  private static final Names EDGE =
      new Names(
          Name.parse("CN=edge-1,O=Example"),
          List.of("Edge-1.example.com", "other.example.com."),
          List.of("spiffe://Example.com/Edge/1", "urn:edge:1"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=edge-1,O=Example",
        "cn = EDGE-1,  o=example",
        "edge-1.example.com",
        "DNS:EDGE-1.EXAMPLE.COM",
        "edge-1.example.com.",
        "other.example.com",
        "spiffe://example.com/Edge/1",
        "SPIFFE://EXAMPLE.com/Edge/1",
        "URI:spiffe://Example.com/Edge/1",
        "urn:edge:1"
      })
  void anEdgeIsMeantByAnyOfItsNames(String name) {
    assertThat(EdgeName.parse(name).matches(EDGE)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=edge-1",
        "O=Example,CN=edge-1",
        "CN=edge-1,O=Example,C=DE",
        "edge-1",
        "example.com",
        "DNS:spiffe",
        "spiffe://example.com/edge/1",
        "spiffe://example.com/Edge",
        "URI:edge-1.example.com",
        "urn:edge:2"
      })
  void andByNoOther(String name) {
    assertThat(EdgeName.parse(name).matches(EDGE)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'', DNS name",
    "*.example.com, patterns are not supported",
    "DNS:, DNS name",
    "'edge 1', DNS name",
    "CN=, ''",
    "edge=1, not a subject",
    "'CN=a,,O=b', not a subject"
  })
  void whatIsNoNameIsRefusedWithWhatItMayBe(String name, String says) {
    if (says.isEmpty()) { // an empty common name is a name
      assertThat(EdgeName.parse(name).matches(EDGE)).isFalse();
      return;
    }
    assertThatThrownBy(() -> EdgeName.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(says);
  }

  @Test
  void aNameIsPrintedAsItCanBeWritten() {
    for (String name : List.of("CN=edge-1,O=Example", "DNS:edge.example", "URI:urn:edge:1")) {
      assertThat(EdgeName.parse(name)).hasToString(name);
    }
  }
}
