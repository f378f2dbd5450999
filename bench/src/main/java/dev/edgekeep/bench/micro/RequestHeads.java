package dev.edgekeep.bench.micro;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.forward.ClientFields;
import dev.edgekeep.edge.forward.ForwardedRequest;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.message.RequestParser;
import dev.edgekeep.edge.origin.http1.RequestEncoder;
import dev.edgekeep.snapshot.ForwardPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The head of a browser's request: read, and written for the origin. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RequestHeads {
  private static final String HEAD =
      """
      GET /products/4711?colour=blue HTTP/1.1
      Host: www.example.com
      User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0
      Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
      Accept-Language: en-GB,en;q=0.5
      Accept-Encoding: gzip, deflate, br, zstd
      Cookie: session=0123456789abcdef0123456789abcdef; theme=dark
      Cache-Control: no-cache

      """
          .replace("\n", "\r\n");

  private final ByteBuf bytes =
      Unpooled.directBuffer().writeBytes(HEAD.getBytes(StandardCharsets.US_ASCII));
  private final RequestEncoder encoder = new RequestEncoder();
  private final ClientFields client =
      new ClientFields(new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000), true);

  /** Reading alone. */
  @Benchmark
  public RequestHead parse() throws BadMessage {
    return RequestParser.parse(bytes.duplicate(), bytes.readableBytes());
  }

  /** Reading, selecting the forwarded fields, and writing. */
  @Benchmark
  public int parseAndEncode() throws BadMessage {
    ForwardedRequest request =
        ForwardedRequest.of(
            parse(),
            ForwardPolicy.DEFAULT,
            client,
            ClientVerdict.ABSENT,
            "0123456789abcdef0123456789abcdef");
    ByteBuf encoded = encoder.encode(request, "127.0.0.1:9000", PooledByteBufAllocator.DEFAULT);
    int length = encoded.readableBytes();
    encoded.release();
    return length;
  }
}
