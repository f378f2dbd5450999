package dev.edgekeep.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tour in the README matches the output and the files of {@code edgekeep up}. */
class TourTest {
  @Test
  void itsCurlLinesAreThoseOfUp(@TempDir Path here) throws IOException {
    DemoFiles files = DemoFiles.open(here.resolve("edgekeep-data"));
    CurlLines lines = new CurlLines(files, here, DemoPorts.DEFAULT.https());
    assertThat(readme())
        .contains(
            "    " + lines.as("client", DemoFiles.REQUIRE_HOST) + "\n",
            "    " + lines.anonymous(DemoFiles.REQUIRE_HOST) + "\n",
            "    " + lines.as("stranger", DemoFiles.REQUIRE_HOST) + "\n",
            "    " + lines.anonymous(DemoFiles.KEYLESS_HOST) + "\n",
            "http://127.0.0.1:" + DemoPorts.DEFAULT.keyServerAdmin() + "/KeylessReloadCerts",
            "http://127.0.0.1:" + DemoPorts.DEFAULT.admin() + "/hosts");
  }

  @Test
  void itsAddressOfTheApiIsThatOfTheConfiguration() throws IOException {
    String api = "127.0.0.1:" + DemoPorts.DEFAULT.api();
    assertThat(readme()).contains("https://" + api + "/docs");
    assertThat(DemoControlConfig.text(DemoPorts.DEFAULT)).contains("\"" + api + "\"");
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("..", "README.md"));
  }
}
