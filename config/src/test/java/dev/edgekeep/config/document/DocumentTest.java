package dev.edgekeep.config.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.document.Node.Entry;
import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.document.Node.Scalar;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentTest {
  private static final String YAML = "a: 1\nhosts:\n  x: {k: v}\n  y: 'w'\nb: [~]\n";
  private static final String JSON =
      "{\"a\": 1,\n\"hosts\": {\n\"x\": {\"k\": \"v\"},\n\"y\": \"w\"}, \"b\": [null]}";

  private final List<Entry> streamed = new ArrayList<>();

  @Test
  void theStreamedMappingIsHandedOverAndNotHeld() throws Exception {
    Mapping root = (Mapping) Document.readYaml(new StringReader(YAML), "hosts", streamed::add);
    assertThat(root.entries()).extracting(Entry::key).containsExactly("a", "hosts", "b");
    assertThat(root.entries().get(1).value()).isEqualTo(new Mapping(List.of(), 3));
    assertThat(streamed).extracting(Entry::key).containsExactly("x", "y");
    assertThat(streamed.get(1)).isEqualTo(new Entry("y", 4, new Scalar("w", true, 4)));
  }

  @Test
  void anAnchoredMappingIsHeldForItsAliases() throws Exception {
    String yaml = YAML.replace("hosts:", "hosts: &all");
    Mapping root = (Mapping) Document.readYaml(new StringReader(yaml), "hosts", streamed::add);
    assertThat(streamed).isEmpty();
    assertThat(((Mapping) root.entries().get(1).value()).entries()).hasSize(2);
  }

  @Test
  void jsonAndYamlGiveTheSameNodes() throws Exception {
    List<Entry> ofYaml = new ArrayList<>();
    Document.readYaml(new StringReader(JSON), "hosts", ofYaml::add);
    Document.readJson(new StringReader(JSON), "hosts", streamed::add);
    assertThat(streamed).isEqualTo(ofYaml).hasSize(2);
  }
}
