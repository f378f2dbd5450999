package dev.edgekeep.rules.request;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriPathTest {
  @ParameterizedTest
  @CsvSource({
    "/, /, /",
    "/a, /a, /a",
    "/a/, /a/, /a/",
    "//, /, /",
    "//a, /a, /a",
    "/a//b, /a/b, /a/b",
    "/a///, /a/, /a/",
    "/a/./b, /a/b, /a/b",
    "/a/../b, /b, /b",
    "/a//../b, /b, /b",
    "/../../b, /b, /b",
    "/.., /, /",
    "/a/.., /, /",
    "/a/b/.., /a/, /a/",
    "/a/., /a/, /a/",
    "/%61%2E%7eb, /a.~b, /a.~b",
    "/a%40b%3a, /a@b:, /a%40b%3A",
    "/a@b:, /a@b:, /a@b:",
    "/a%2bb%26, /a+b&, /a%2Bb%26",
    "/a|b[1]\"c, /a%7Cb%5B1%5D%22c, /a%7Cb%5B1%5D%22c",
    "/a%20b, /a%20b, /a%20b",
    "/a%252e%252Fb, /a%252e%252Fb, /a%252e%252Fb",
    "/caf%c3%a9, /caf%C3%A9, /caf%C3%A9",
    "/a%3f%23, /a%3F%23, /a%3F%23",
    "/..a/.b, /..a/.b, /..a/.b",
    "/.well-known/x, /.well-known/x, /.well-known/x",
    "/a;x=1, /a, /a;x=1",
    "/a;, /a, /a;",
    "/a%3Bx, /a, /a%3Bx",
    "/a., /a, /a.",
    "/a%2e, /a, /a.",
    "/a%20., /a, /a%20.",
    "/a./b, /a/b, /a./b",
    "/a.php.;x, /a.php, /a.php.;x",
    "*, *, *",
  })
  void pathsAreNormalized(String path, String seen, String sent) {
    assertThat(UriPath.of(path)).isEqualTo(new UriPath(seen, sent, null));
  }

  @ParameterizedTest
  @CsvSource({
    "/x/%2e%2e%2fadmin, /admin",
    "/x%2f..%2fadmin, /admin",
    "/%2fadmin, /admin",
    "/admin%2fx, /admin/x",
    "/admin%2F, /admin/",
    "/..;/admin, /admin",
    "/x/..;a=b/admin, /admin",
    "/.;/admin, /admin",
    "/;/admin, /admin",
    "/;x, /",
    "/admin;x/y, /admin/y",
    "/admin%3bx/y, /admin/y",
    "/admin%00, /admin",
    "/admin%00.html, /admin",
    "/%5cadmin, /admin",
    "/\\admin, /admin",
    "/x\\..\\admin, /admin",
    "/x/%2e%2e/admin, /admin",
    "/x/.%2E/admin, /admin",
    "/x/%2e/admin, /x/admin",
    "/x/%2e%2e, /",
    "/x/..%20/admin, /x/admin",
    "/x/.../admin, /x/admin",
    "/x/%20/admin, /x/admin",
    "/admin%zz, /admin%25zz",
    "/admin%, /admin%25",
    "/admin%2, /admin%252",
    "/%u0061dmin, /%25u0061dmin",
    "/%c0%afadmin, /%C0%AFadmin",
    "/x/%c0%ae%c0%ae/admin, /x/%C0%AE%C0%AE/admin",
    "/admin%80, /admin%80",
    "/admin%ed%a0%80, /admin%ED%A0%80",
    "/admin%c2%85, /admin%C2%85",
    "/admin%0a, /admin%0A",
    "/admin%7F, /admin%7F",
    "/admin::$DATA, /admin::$DATA",
    "/admin:%24i30, /admin:$i30",
    "x, x",
  })
  void pathsThatReadersReadDifferentlyAreAmbiguousAndReadStrictly(String path, String seen) {
    UriPath read = UriPath.of(path);
    assertThat(read.ambiguity()).as(path).isNotNull();
    assertThat(read.seen()).isEqualTo(seen);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a", "/a/b.c/", "/a-b_c~d/@x:1!$&'()*+,=", "*"})
  void aPlainPathIsNotCopied(String path) {
    assertThat(UriPath.isPlain(path, path.length())).isTrue();
    assertThat(UriPath.of(path).seen()).isSameAs(path);
    assertThat(UriPath.of(path).sent()).isSameAs(path);
  }

  @Property
  void theSentPathIsReadTheSameWayAgain(@ForAll("paths") String path) {
    UriPath read = UriPath.of("/" + path);
    assertThat(read.seen()).startsWith("/").doesNotContain("//", "\\", "/./", "/../", ";");
    if (read.ambiguity() == null) {
      assertThat(read.sent()).startsWith("/").doesNotContain("//", "\\", "/./", "/../");
      assertThat(UriPath.of(read.sent())).isEqualTo(read);
    }
    if (UriPath.isPlain("/" + path, path.length() + 1)) {
      assertThat(new PathReader("/" + path).read()).isEqualTo(read);
    }
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(
            "a",
            ".",
            "..",
            "/",
            "%2e",
            "%2F",
            "%5c",
            "\\",
            "%",
            "x",
            "~",
            ";",
            "%3b",
            "%20",
            ":",
            "$",
            "%24",
            "%00",
            "%c3%a9",
            "%c0",
            "|",
            "%7c",
            "%40",
            "@",
            "%25",
            "%25%32%65")
        .list()
        .ofMaxSize(12)
        .map(pieces -> String.join("", pieces));
  }

  @ParameterizedTest
  @CsvSource({"/a.PHP, php", "/a.tar.gz, gz", "/a.b/c, ", "/a., ", "/, ", "/.env, env"})
  void theExtensionFollowsTheLastDot(String path, String extension) {
    assertThat(UriPath.extension(path)).isEqualTo(extension);
  }
}
