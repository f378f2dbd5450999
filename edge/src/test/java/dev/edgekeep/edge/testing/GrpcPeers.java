package dev.edgekeep.edge.testing;

import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** Clients and servers of gRPC for Java, whose messages are text. */
public final class GrpcPeers {
  public static final MethodDescriptor<String, String> UNARY =
      method("Unary", MethodDescriptor.MethodType.UNARY);
  public static final MethodDescriptor<String, String> SERVER_STREAM =
      method("ServerStream", MethodDescriptor.MethodType.SERVER_STREAMING);
  public static final MethodDescriptor<String, String> CLIENT_STREAM =
      method("ClientStream", MethodDescriptor.MethodType.CLIENT_STREAMING);
  public static final MethodDescriptor<String, String> BOTH =
      method("Both", MethodDescriptor.MethodType.BIDI_STREAMING);

  private GrpcPeers() {}

  private static MethodDescriptor<String, String> method(
      String name, MethodDescriptor.MethodType type) {
    return MethodDescriptor.<String, String>newBuilder()
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName("test.Echo", name))
        .setRequestMarshaller(new Text())
        .setResponseMarshaller(new Text())
        .build();
  }

  /** A server on loopback, in plaintext. */
  public static Server server(
      ServerServiceDefinition service, UnaryOperator<OkHttpServerBuilder> settings)
      throws IOException {
    OkHttpServerBuilder builder =
        OkHttpServerBuilder.forPort(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
            InsecureServerCredentials.create());
    return settings.apply(builder).addService(service).build().start();
  }

  /** A client that connects to a port on loopback, in plaintext. */
  public static ManagedChannel client(int port, String authority) {
    return OkHttpChannelBuilder.forAddress("127.0.0.1", port, InsecureChannelCredentials.create())
        .overrideAuthority(authority)
        .disableRetry()
        .build();
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try (stream) {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
