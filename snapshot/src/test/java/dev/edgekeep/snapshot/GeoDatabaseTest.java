package dev.edgekeep.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class GeoDatabaseTest {
  @Test
  void anAddressHasItsCountry() throws IOException {
    GeoDatabase database = GeoDatabase.of(TestGeo.knowing(198, "DE"));
    assertThat(database.country(InetAddress.ofLiteral("198.51.100.7"))).isEqualTo("DE");
    assertThat(database.country(InetAddress.ofLiteral("199.51.100.7"))).isNull();
    assertThat(database.country(InetAddress.ofLiteral("2001:db8::1"))).isNull();
  }

  @Test
  void equalFilesAreEqualDatabases() throws IOException {
    assertThat(GeoDatabase.of(TestGeo.knowing(198, "DE")))
        .isEqualTo(GeoDatabase.of(TestGeo.knowing(198, "DE")));
    assertThat(GeoDatabase.of(TestGeo.knowing(198, "DE")))
        .isNotEqualTo(GeoDatabase.of(TestGeo.knowing(10, "DE")));
  }

  @Test
  void aFileThatIsNoneIsRefused() {
    assertThatThrownBy(() -> GeoDatabase.of(new byte[100])).isInstanceOf(IOException.class);
  }
}
