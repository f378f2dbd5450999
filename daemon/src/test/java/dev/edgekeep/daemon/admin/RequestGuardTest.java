package dev.edgekeep.daemon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGuardTest {
  private static final RequestGuard STRICT = RequestGuard.addressesOnly().withoutWebPages();

  @Test
  void whereRemoteAccessIsAllowedAnyNameIs() {
    RequestGuard guard = RequestGuard.anyName();
    assertThat(guard.allowsHost("edge-1.internal:9901")).isTrue();
    assertThat(guard.allowsHost("")).isFalse();
    assertThat(guard.allowsHost(null)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:9901", "127.0.0.1", "10.1.2.3:80", "[::1]:80"})
  void addressesAndLocalhostAreAlwaysAllowed(String host) {
    assertThat(RequestGuard.addressesOnly().allowsHost(host)).isTrue();
    assertThat(RequestGuard.anyName().allowsHost(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:9901", "localhost.evil.example", "[::1", ""})
  void onLoopbackAnotherNameIsRefused(String host) {
    assertThat(RequestGuard.addressesOnly().allowsHost(host)).isFalse();
  }

  @Test
  void aRequestOfAWebPageIsRefusedWhereThatIsAskedFor() {
    assertThat(status(STRICT, "Origin", "https://evil.example")).isEqualTo(403);
    assertThat(status(STRICT, "Sec-Fetch-Site", "cross-site")).isEqualTo(403);
    assertThat(status(STRICT, "Sec-Fetch-Site", "none")).isNull();
    assertThat(status(RequestGuard.addressesOnly(), "Origin", "https://evil.example")).isNull();
  }

  private static @Nullable Integer status(RequestGuard guard, String name, String value) {
    HttpHeaders headers = new DefaultHttpHeaders().set("Host", "127.0.0.1").set(name, value);
    AdminResponse refusal = guard.refusal(headers);
    return refusal == null ? null : refusal.status();
  }
}
