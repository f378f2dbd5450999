package dev.edgekeep.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fingerprint of the program that sent a ClientHello, in the two customary forms.
 *
 * @param ja3 the MD5 of version, suites, extensions, groups and point formats
 * @param ja4 a readable part and two truncated SHA-256, of the sorted suites and extensions
 */
public record HelloFingerprint(String ja3, String ja4) {
  private static final int SERVER_NAME = 0;
  private static final int GROUPS = 10;
  private static final int POINT_FORMATS = 11;
  private static final int SIGNATURE_SCHEMES = 13;
  private static final int ALPN = 16;
  private static final int VERSIONS = 43;

  /** The parts of a ClientHello that go into fingerprints, without GREASE (RFC 8701). */
  private static final class Hello {
    private int version;
    private List<Integer> suites = List.of();
    private final List<Integer> extensions = new ArrayList<>();
    private List<Integer> groups = List.of();
    private List<Integer> pointFormats = List.of();
    private List<Integer> schemes = List.of();
    private List<Integer> versions = List.of();
    private @Nullable String protocol;
  }

  /** The fingerprint of a ClientHello's body; null when it does not follow its grammar. */
  public static @Nullable HelloFingerprint of(ByteBuf body) {
    try {
      Hello hello = read(body.slice());
      return new HelloFingerprint(ja3(hello), ja4(hello));
    } catch (IndexOutOfBoundsException e) {
      return null;
    }
  }

  private static Hello read(ByteBuf in) {
    Hello hello = new Hello();
    hello.version = in.readUnsignedShort();
    in.skipBytes(32);
    in.skipBytes(in.readUnsignedByte());
    hello.suites = numbers(in.readSlice(in.readUnsignedShort()));
    in.skipBytes(in.readUnsignedByte());
    if (in.isReadable()) {
      ByteBuf extensions = in.readSlice(in.readUnsignedShort());
      while (extensions.isReadable()) {
        int type = extensions.readUnsignedShort();
        ByteBuf content = extensions.readSlice(extensions.readUnsignedShort());
        if (!isGrease(type)) {
          hello.extensions.add(type);
          extension(hello, type, content);
        }
      }
    }
    return hello;
  }

  private static void extension(Hello hello, int type, ByteBuf in) {
    switch (type) {
      case GROUPS -> hello.groups = numbers(in.readSlice(in.readUnsignedShort()));
      case POINT_FORMATS -> hello.pointFormats = bytes(in.readSlice(in.readUnsignedByte()));
      case SIGNATURE_SCHEMES -> hello.schemes = numbers(in.readSlice(in.readUnsignedShort()));
      case VERSIONS -> hello.versions = numbers(in.readSlice(in.readUnsignedByte()));
      case ALPN -> {
        in.skipBytes(2);
        ByteBuf name = in.readSlice(in.readUnsignedByte());
        hello.protocol = name.toString(StandardCharsets.ISO_8859_1);
      }
      default -> {}
    }
  }

  private static List<Integer> numbers(ByteBuf in) {
    List<Integer> numbers = new ArrayList<>();
    while (in.isReadable()) {
      int number = in.readUnsignedShort();
      if (!isGrease(number)) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  private static List<Integer> bytes(ByteBuf in) {
    List<Integer> bytes = new ArrayList<>();
    while (in.isReadable()) {
      bytes.add((int) in.readUnsignedByte());
    }
    return bytes;
  }

  private static boolean isGrease(int number) {
    return (number & 0x0f0f) == 0x0a0a && (number >> 8) == (number & 0xff);
  }

  private static String ja3(Hello hello) {
    String text =
        hello.version
            + ","
            + decimal(hello.suites)
            + ","
            + decimal(hello.extensions)
            + ","
            + decimal(hello.groups)
            + ","
            + decimal(hello.pointFormats);
    return digest("MD5", text);
  }

  private static String decimal(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }

  private static String ja4(Hello hello) {
    boolean hasName = hello.extensions.contains(SERVER_NAME);
    List<Integer> named =
        hello.extensions.stream().filter(type -> type != SERVER_NAME && type != ALPN).toList();
    String extensions = hex(named.stream().sorted().toList());
    String schemes = hello.schemes.isEmpty() ? "" : "_" + hex(hello.schemes);
    return "t"
        + version(hello)
        + (hasName ? "d" : "i")
        + count(hello.suites)
        + count(hello.extensions)
        + protocol(hello.protocol)
        + "_"
        + shortened(hello.suites.isEmpty(), hex(hello.suites.stream().sorted().toList()))
        + "_"
        + shortened(named.isEmpty(), extensions + schemes);
  }

  private static String version(Hello hello) {
    int highest = hello.versions.stream().mapToInt(Integer::intValue).max().orElse(hello.version);
    return switch (highest) {
      case 0x0304 -> "13";
      case 0x0303 -> "12";
      case 0x0302 -> "11";
      case 0x0301 -> "10";
      case 0x0300 -> "s3";
      default -> "00";
    };
  }

  private static String count(List<Integer> numbers) {
    int count = Math.min(numbers.size(), 99);
    return count < 10 ? "0" + count : String.valueOf(count);
  }

  private static String protocol(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      return "00";
    }
    char first = name.charAt(0);
    char last = name.charAt(name.length() - 1);
    if (isAlphanumeric(first) && isAlphanumeric(last)) {
      return "" + first + last;
    }
    String hex = HexFormat.of().formatHex(name.getBytes(StandardCharsets.ISO_8859_1));
    return "" + hex.charAt(0) + hex.charAt(hex.length() - 1);
  }

  private static boolean isAlphanumeric(char c) {
    return c < 0x80 && Character.isLetterOrDigit(c);
  }

  private static String hex(List<Integer> numbers) {
    return numbers.stream()
        .map(number -> HexFormat.of().toHexDigits(number.shortValue()))
        .collect(Collectors.joining(","));
  }

  private static String shortened(boolean isEmpty, String text) {
    return isEmpty ? "000000000000" : digest("SHA-256", text).substring(0, 12);
  }

  private static String digest(String algorithm, String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
