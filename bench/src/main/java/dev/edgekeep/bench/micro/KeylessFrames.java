package dev.edgekeep.bench.micro;

import dev.edgekeep.keyless.MalformedMessageException;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.SubjectKeyId;
import java.net.InetAddress;
import java.nio.ByteBuffer;
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

/** The frames of one private-key operation, 1 KiB each: as an edge and a key server handle them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class KeylessFrames {
  private static final int DIGEST_BYTES = 32;
  private static final int SIGNATURE_BYTES = 71;

  private final Message request =
      new Message(
          1,
          Opcode.ECDSA_SIGN_SHA256.code(),
          new byte[DIGEST_BYTES],
          SubjectKeyId.of(new byte[SubjectKeyId.LENGTH]),
          null,
          "www.example.com",
          InetAddress.getLoopbackAddress(),
          InetAddress.getLoopbackAddress());
  private final Message answer = Message.success(1, new byte[SIGNATURE_BYTES]);
  private final ByteBuffer requestFrame = ByteBuffer.wrap(request.encoded());
  private final ByteBuffer answerFrame = ByteBuffer.wrap(answer.encoded());
  private final ByteBuffer out = ByteBuffer.allocateDirect(Message.PADDED_BYTES);

  /** The request that an edge writes. */
  @Benchmark
  public int writeRequest() {
    request.withId(2).write(out.clear());
    return out.position();
  }

  /** The request that a key server reads. */
  @Benchmark
  public Message readRequest() throws MalformedMessageException {
    return Message.read(requestFrame.duplicate());
  }

  /** The response that a key server writes. */
  @Benchmark
  public int writeAnswer() {
    answer.write(out.clear());
    return out.position();
  }

  /** The response that an edge reads. */
  @Benchmark
  public Message readAnswer() throws MalformedMessageException {
    return Message.read(answerFrame.duplicate());
  }
}
