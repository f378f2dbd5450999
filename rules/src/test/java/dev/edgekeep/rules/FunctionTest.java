package dev.edgekeep.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.type.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionTest {
  private final RequestView view =
      Requests.get("/foo/a/path?order=asc&country=GB&x=1")
          .to("www.example.com")
          .from("113.10.0.2")
          .header("x-text", "asdfghjk")
          .header("x-url", "John%20Doe+%2520")
          .header("x-base64", "MTIzYWJj")
          .header("x-list", "groceries,electronics,diy,auto")
          .with(Field.SERVER_PORT, 443L)
          .view();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "lower(http.request.headers[\"x-text\"][0]) | asdfghjk",
        "upper(http.host) | WWW.EXAMPLE.COM",
        "concat(\"a\", to_string(cf.edge.server_port), \"-\", http.host) | a443-www.example.com",
        "to_string(ssl) | true",
        "to_string(ip.src) | 113.10.0.2",
        "substring(http.request.headers[\"x-text\"][0], 2, 5) | dfg",
        "substring(http.request.headers[\"x-text\"][0], 2) | dfghjk",
        "substring(http.request.headers[\"x-text\"][0], -2) | jk",
        "substring(http.request.headers[\"x-text\"][0], 0, -2) | asdfgh",
        "url_decode(http.request.headers[\"x-url\"][0]) | John Doe %20",
        "url_decode(http.request.headers[\"x-url\"][0], \"r\") | `John Doe  `",
        "remove_bytes(http.host, \"\\x2e\\x77\") | examplecom",
        "regex_replace(\"/foo/bar\", \"/bar$\", \"/baz\") | /foo/baz",
        "regex_replace(\"/a/a\", \"/a\", \"/b\") | /b/a",
        "regex_replace(\"/b\", \"^/b$\", \"/b$$\") | /b$",
        "regex_replace(\"/x\", \"^/y$\", \"/mumble\") | /x",
        "regex_replace(http.request.uri.path, \"^/foo/([^/]*)/(.*)$\", \"/bar/${2}/${1}\") |"
            + " /bar/path/a",
        "wildcard_replace(http.request.uri.path, \"/FOO/*/*\", \"/${2}/${1}\") | /path/a",
        "wildcard_replace(http.request.uri.path, \"/FOO/*\", \"/${1}\", \"s\") | /foo/a/path",
        "decode_base64(http.request.headers[\"x-base64\"][0]) | 123abc",
        "encode_base64(\"123abc\") | MTIzYWJj",
        "join(lower(http.request.headers.names[*]), \",\") | x-text,x-url,x-base64,x-list",
        "join(split(http.request.headers[\"x-list\"][0], \",\", 3), \"+\") |"
            + " groceries+electronics+diy,auto",
        "remove_query_args(http.request.uri.query, \"order\", \"x\") | country=GB",
        "to_string(cidr(ip.src, 24, 24)) | 113.10.0.0",
        "to_string(cidr6(ip.src, 24)) | 113.10.0.2",
        "to_string(len(http.request.uri.args)) | 3",
      })
  void hasThisValue(String expression, String value) {
    assertThat(value(expression)).isEqualTo(value);
  }

  private String value(String expression) {
    return switch (ValueExpression.parse(expression)) {
      case ParseResult.Parsed<ValueExpression>(ValueExpression read) ->
          String.valueOf(read.value(view));
      case ParseResult.Invalid<ValueExpression>(var problems) -> problems.toString();
    };
  }

  @Test
  void aFunctionOfAnAbsentValueIsAbsent() {
    assertThat(value("concat(\"a\", http.referer)")).isEqualTo("null");
  }

  @Test
  void keysAndValuesAreFound() {
    assertThat(Expressions.matches("has_key(http.request.uri.args, \"x\")", view)).isTrue();
    assertThat(Expressions.matches("has_key(http.request.uri.args, \"y\")", view)).isFalse();
    assertThat(Expressions.matches("has_value(http.request.uri.args.values, \"GB\")", view))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1700000100, E8ltKEq3oC1w3vfE0D5rBaW3MpoRTliYeCjY0EZpzo0%3D, true",
    "1700001001, E8ltKEq3oC1w3vfE0D5rBaW3MpoRTliYeCjY0EZpzo0%3D, false",
    "1700000100, F8ltKEq3oC1w3vfE0D5rBaW3MpoRTliYeCjY0EZpzo0%3D, false",
  })
  void aSignedLinkIsValidForItsTime(long now, String mac, boolean isValid) {
    RequestView link =
        Requests.get("/cat.jpg?verify=1700000000-" + mac).with(Field.TIME_SECONDS, now).view();
    String expression =
        "is_timed_hmac_valid_v0(\"key\", http.request.uri, 1000, http.request.timestamp.sec, 8)";
    assertThat(Expressions.matches(expression, link)).isEqualTo(isValid);
  }
}
