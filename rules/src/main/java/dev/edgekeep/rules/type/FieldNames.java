package dev.edgekeep.rules.type;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Fields by name. */
public final class FieldNames {
  private static final Map<String, Field> BY_NAME = byName();

  /**
   * Fields that the clouds provide and an edge cannot: scores of their services, bodies, their
   * networks. Expressions with these fields are accepted; the fields are always absent.
   */
  private static final Map<String, Type> CLOUD_ONLY = cloudOnlyTypes();

  private FieldNames() {}

  /** The field with this name, or null. */
  public static @Nullable Field find(String name) {
    return BY_NAME.get(name);
  }

  /** The type of a field that only the clouds provide, or null. */
  static @Nullable Type findCloudOnly(String name) {
    return CLOUD_ONLY.get(name);
  }

  /** All names that {@link #find} knows. */
  static Collection<String> all() {
    return BY_NAME.keySet();
  }

  /** All names of fields that only the clouds provide. */
  public static Set<String> cloudOnly() {
    return CLOUD_ONLY.keySet();
  }

  private static Map<String, Field> byName() {
    Map<String, Field> names = new HashMap<>();
    for (Field field : Field.values()) {
      names.put(field.label(), field);
      field.otherNames().forEach(name -> names.put(name, field));
      if (field.label().startsWith("tls_client_auth.")) {
        names.put("cf." + field.label(), field);
      }
    }
    return Map.copyOf(names);
  }

  private static Map<String, Type> cloudOnlyTypes() {
    Map<String, Type> types = new HashMap<>();
    add(
        types,
        Type.Scalar.INTEGER,
        """
        cf.bot_management.score cf.client_trust_score cf.llm.prompt.injection_score
        cf.response.1xxx_code cf.threat_score cf.timings.client_tcp_rtt_msec cf.timings.edge_msec
        cf.timings.origin_ttfb_msec cf.tls_client_hello_length cf.waf.content_scan.num_malicious_obj
        cf.waf.content_scan.num_obj cf.waf.score cf.waf.score.rce cf.waf.score.sqli cf.waf.score.xss
        http.request.body.size http.response.code ip.geoip.asnum ip.src.asnum tcp.srcport
        """);
    add(
        types,
        Type.Scalar.BOOLEAN,
        """
        cf.api_gateway.auth_id_present cf.api_gateway.fallthrough_detected
        cf.api_gateway.request_violates_schema cf.bot_management.corporate_proxy
        cf.bot_management.js_detection.passed cf.bot_management.static_resource
        cf.bot_management.verified_bot cf.client.bot cf.edge.client_tcp cf.llm.prompt.detected
        cf.llm.prompt.pii_detected cf.llm.prompt.unsafe_topic_detected
        cf.tls_client_auth.cert_chain_rfc9440_too_large cf.tls_client_auth.cert_rfc9440_too_large
        cf.waf.auth_detected cf.waf.content_scan.has_failed cf.waf.content_scan.has_malicious_obj
        cf.waf.content_scan.has_obj cf.waf.credential_check.password_leaked
        cf.waf.credential_check.username_and_password_leaked cf.waf.credential_check.username_leaked
        cf.waf.credential_check.username_password_similar http.request.body.truncated
        http.response.headers.truncated ip.geoip.is_in_european_union ip.src.is_in_european_union
        """);
    add(
        types,
        Type.Scalar.STRING,
        """
        cf.bot_management.bot_category cf.colo.name cf.colo.region cf.hostname.metadata
        cf.metal.id cf.random_seed cf.ray_id cf.response.error_type cf.sequence.current_op
        cf.tls_ciphers_sha1 cf.tls_client_extensions_sha1 cf.tls_client_extensions_sha1_le
        cf.tls_client_random cf.verified_bot_category cf.waf.score.class cf.worker.upstream_zone
        cf.zone.name cf.zone.plan http.request.body.mime http.request.body.raw
        http.response.content_type.media_type ip.geoip.continent ip.geoip.province
        ip.geoip.subdivision_1_iso_code ip.geoip.subdivision_2_iso_code ip.src.city ip.src.continent
        ip.src.isp ip.src.lat ip.src.lon ip.src.metro_code ip.src.postal_code ip.src.province
        ip.src.region ip.src.region_code ip.src.subdivision_1_iso_code ip.src.subdivision_2_iso_code
        ip.src.timezone.name
        """);
    add(
        types,
        Types.STRINGS,
        """
        cf.llm.prompt.pii_categories cf.llm.prompt.unsafe_topic_categories
        cf.sequence.previous_ops cf.waf.content_scan.obj_results cf.waf.content_scan.obj_types
        http.request.body.form.names http.request.body.form.values http.request.body.multipart.values
        http.request.jwt.claims.aud.names http.request.jwt.claims.aud.values
        http.request.jwt.claims.iss.names http.request.jwt.claims.iss.values
        http.request.jwt.claims.jti.names http.request.jwt.claims.jti.values
        http.request.jwt.claims.sub.names http.request.jwt.claims.sub.values
        http.response.headers.names http.response.headers.values raw.http.response.headers.names
        raw.http.response.headers.values
        """);
    add(
        types,
        Types.INTEGERS,
        """
        cf.bot_management.detection_ids cf.waf.content_scan.obj_sizes
        http.request.jwt.claims.iat.sec.values http.request.jwt.claims.nbf.sec.values
        """);
    add(
        types,
        Types.STRING_LISTS,
        """
        http.request.body.form http.request.body.multipart http.request.jwt.claims
        http.request.jwt.claims.aud http.request.jwt.claims.iss http.request.jwt.claims.jti
        http.request.jwt.claims.sub http.response.headers raw.http.response.headers
        """);
    add(
        types,
        Types.INTEGER_LISTS,
        """
        http.request.jwt.claims.iat.sec http.request.jwt.claims.nbf.sec
        """);
    add(
        types,
        Types.LISTS_OF_STRINGS,
        """
        http.request.body.multipart.content_dispositions
        http.request.body.multipart.content_transfer_encodings
        http.request.body.multipart.content_types http.request.body.multipart.filenames
        http.request.body.multipart.names
        """);
    add(types, new Type.Dictionary(Type.Scalar.INTEGER), "cf.sequence.msec_since_op");
    return Map.copyOf(types);
  }

  private static void add(Map<String, Type> types, Type type, String names) {
    Arrays.stream(names.strip().split("\\s+")).forEach(name -> types.put(name, type));
  }
}
