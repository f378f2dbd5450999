package dev.edgekeep.cli.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.input.Documents;
import dev.edgekeep.control.yaml.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** YAML output is readable, can be read back, and has no control characters. */
class YamlTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @Test
  void objectsAndListsAreBlocks() {
    JsonNode node =
        new JsonMapper()
            .readTree(
                "{\"a\":{\"b\":[1,true,null,\"x"
                    + " y\"],\"c\":{}},\"d\":[{\"e\":\"yes\",\"f\":[]},[1]]}");
    assertThat(Yaml.write(node))
        .isEqualTo(
            """
            a:
              b:
                - 1
                - true
                - null
                - x y
              c: {}
            d:
              - e: "yes"
                f: []
              -   - 1
            """);
  }

  @Test
  void pemIsABlockOfLines() {
    ObjectNode node = JSON.objectNode().put("chain", "-----BEGIN X-----\nAA==\n-----END X-----\n");
    assertThat(Yaml.write(node))
        .isEqualTo("chain: |\n  -----BEGIN X-----\n  AA==\n  -----END X-----\n");
  }

  @Property(tries = 500)
  void everyValueIsReadBackTheSame(@ForAll("values") JsonNode value) throws Exception {
    ObjectNode root = JSON.objectNode();
    root.set("value", value);
    Path file = Files.createTempFile("yaml", ".yaml");
    try {
      Files.writeString(file, Yaml.write(root));
      assertThat(Documents.read(file)).as(Yaml.write(root)).isEqualTo(root);
    } finally {
      Files.delete(file);
    }
  }

  @Property(tries = 500)
  void controlCharactersAreEscaped(@ForAll String text) {
    assertThat(Yaml.write(JSON.objectNode().put("a", text)).replace("\n", "").chars())
        .noneMatch(Character::isISOControl);
  }

  @Test
  void everyControlCharacterIsEscapedAndReadBack() throws Exception {
    for (int c = 1; c < 0xa0; c++) {
      if (Character.isISOControl(c)) {
        ObjectNode node = JSON.objectNode().put("a", "x" + (char) c + "y");
        String written = Yaml.write(node);
        assertThat(written.strip().chars()).noneMatch(Character::isISOControl);
        Path file = Files.createTempFile("yaml", ".yaml");
        try {
          Files.writeString(file, written);
          assertThat(Documents.read(file)).as(written).isEqualTo(node);
        } finally {
          Files.delete(file);
        }
      }
    }
  }

  @Provide
  Arbitrary<JsonNode> values() {
    return values(4);
  }

  /**
   * Values at most {@code depth} containers deep: without the bound, their size has no expected
   * value.
   */
  private Arbitrary<JsonNode> values(int depth) {
    if (depth == 0) {
      return scalars();
    }
    Arbitrary<JsonNode> inner = values(depth - 1);
    Arbitrary<JsonNode> arrays =
        inner
            .list()
            .ofMaxSize(3)
            .map(items -> {
              ArrayNode array = JSON.arrayNode();
              items.forEach(array::add);
              return array;
            });
    Arbitrary<JsonNode> objects =
        Arbitraries.maps(keys(), inner)
            .ofMaxSize(3)
            .map(members -> {
              ObjectNode object = JSON.objectNode();
              members.forEach(object::set);
              return object;
            });
    return Arbitraries.oneOf(scalars(), scalars(), arrays, objects);
  }

  private Arbitrary<JsonNode> scalars() {
    Arbitrary<JsonNode> texts =
        Arbitraries.strings()
            .withChars("ab:#- \n'\"\\{}[],&*!|>%@`~0179.\u00e4\u0007")
            .ofMaxLength(12)
            .map(JSON::stringNode);
    Arbitrary<JsonNode> words =
        Arbitraries.of("null", "true", "no", "~", "1.5", "0x1", "a\nb\n", "-----BEGIN\nA=\n")
            .map(JSON::stringNode);
    Arbitrary<JsonNode> others =
        Arbitraries.of(
            JSON.booleanNode(true), JSON.nullNode(), JSON.numberNode(7L), JSON.numberNode(-1L));
    return Arbitraries.oneOf(texts, words, others);
  }

  private static Arbitrary<String> keys() {
    return Arbitraries.strings().withChars("ab.*:- 1").ofMinLength(1).ofMaxLength(5);
  }
}
