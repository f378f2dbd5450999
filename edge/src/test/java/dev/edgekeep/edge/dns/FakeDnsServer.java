package dev.edgekeep.edge.dns;

import io.netty.resolver.HostsFileEntriesProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A DNS server on the loopback address, over UDP and TCP, that answers what a test says. */
final class FakeDnsServer implements AutoCloseable {
  static final int SERVFAIL = 2;
  static final int NXDOMAIN = 3;
  static final int REFUSED = 5;

  private static final int TYPE_A = 1;
  private static final int TYPE_CNAME = 5;
  private static final int TYPE_AAAA = 28;
  private static final int HEADER_BYTES = 12;
  private static final int ANSWER_FLAGS = 0x8580; // response, authoritative, recursion both ways
  private static final int TRUNCATED = 0x0200;

  /** The answer to one name. */
  record Answer(int code, int ttl, boolean isTruncated, List<InetAddress> addresses) {}

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, Alias> aliases = new ConcurrentHashMap<>();
  private volatile boolean isSilent;

  final AtomicInteger udpQueries = new AtomicInteger();
  final AtomicInteger tcpQueries = new AtomicInteger();

  FakeDnsServer() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    tcp = new ServerSocket(0, 50, loopback);
    udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
    Thread.ofVirtual().start(this::serveUdp);
    Thread.ofVirtual().start(this::serveTcp);
  }

  DnsServerAddressStreamProvider provider() {
    return new SingletonDnsServerAddressStreamProvider(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort()));
  }

  void say(String name, int ttl, String... addresses) {
    answers.put(name, new Answer(0, ttl, false, literals(addresses)));
  }

  /** Answers over UDP that there is more, and all of it over TCP. */
  void sayTruncated(String name, int ttl, String... addresses) {
    answers.put(name, new Answer(0, ttl, true, literals(addresses)));
  }

  /** Answers with an alias (CNAME) and the addresses of its target. */
  void alias(String name, int ttl, String target) {
    aliases.put(name, new Alias(target, ttl));
  }

  private record Alias(String target, int ttl) {}

  void fail(String name, int code) {
    answers.put(name, new Answer(code, 0, false, List.of()));
  }

  /** Answers nothing from now on. */
  void beSilent() {
    isSilent = true;
  }

  /** A hosts file of these lines. */
  static HostsFileEntriesProvider hostsFile(String lines) {
    try {
      return HostsFileEntriesProvider.parser().parse(new StringReader(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<InetAddress> literals(String... addresses) {
    return Arrays.stream(addresses).map(InetAddress::ofLiteral).toList();
  }

  private void serveUdp() {
    byte[] buffer = new byte[4096];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        udpQueries.incrementAndGet();
        if (!isSilent) {
          byte[] reply = reply(Arrays.copyOf(buffer, packet.getLength()), true);
          udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private void serveTcp() {
    try {
      while (true) {
        try (Socket socket = tcp.accept()) {
          tcpQueries.incrementAndGet();
          DataInputStream in = new DataInputStream(socket.getInputStream());
          byte[] reply = reply(in.readNBytes(in.readUnsignedShort()), false);
          DataOutputStream out = new DataOutputStream(socket.getOutputStream());
          out.writeShort(reply.length);
          out.write(reply);
          out.flush();
          in.readAllBytes();
        }
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  /** RFC 1035 §4.1. */
  private byte[] reply(byte[] query, boolean isUdp) {
    ByteBuffer in = ByteBuffer.wrap(query);
    StringBuilder name = new StringBuilder();
    int at = HEADER_BYTES;
    while (query[at] != 0) {
      name.append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII)).append('.');
      at += query[at] + 1;
    }
    int type = in.getShort(at + 1);
    int questionEnd = at + 5;
    Alias alias = aliases.get(name.toString());
    String owner = alias == null ? name.toString() : alias.target();
    Answer answer = answers.getOrDefault(owner, new Answer(NXDOMAIN, 0, false, List.of()));
    boolean isCut = answer.isTruncated() && isUdp;
    int length = type == TYPE_A ? 4 : 16;
    List<InetAddress> records =
        answer.addresses().stream()
            .filter(address -> type == TYPE_A || type == TYPE_AAAA)
            .filter(address -> !isCut && address.getAddress().length == length)
            .toList();
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeShort(in.getShort(0));
      out.writeShort(ANSWER_FLAGS | (isCut ? TRUNCATED : 0) | answer.code());
      out.writeShort(1);
      out.writeShort(records.size() + (alias == null ? 0 : 1));
      out.writeInt(0);
      out.write(query, HEADER_BYTES, questionEnd - HEADER_BYTES);
      if (alias != null) {
        byte[] target = encoded(alias.target());
        out.writeShort(0xC000 | HEADER_BYTES);
        out.writeShort(TYPE_CNAME);
        out.writeShort(1);
        out.writeInt(alias.ttl());
        out.writeShort(target.length);
        out.write(target);
      }
      for (InetAddress address : records) {
        if (alias == null) {
          out.writeShort(0xC000 | HEADER_BYTES);
        } else {
          out.write(encoded(alias.target()));
        }
        out.writeShort(type);
        out.writeShort(1);
        out.writeInt(answer.ttl());
        out.writeShort(length);
        out.write(address.getAddress());
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] encoded(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int from = 0; from < name.length(); ) {
      int end = name.indexOf('.', from);
      bytes.write(end - from);
      bytes.write(name.substring(from, end).getBytes(StandardCharsets.US_ASCII));
      from = end + 1;
    }
    bytes.write(0);
    return bytes.toByteArray();
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
