namespace Actors.Protocol.Amqp;

/// <summary>The methods of a connection as a whole.</summary>
public static class ConnectionMethods
{
    /// <summary>The server begins.</summary>
    /// <param name="VersionMajor">0.</param>
    /// <param name="VersionMinor">9.</param>
    /// <param name="ServerProperties">What the server is and can do.</param>
    /// <param name="Mechanisms">The ways to authenticate, separated by spaces.</param>
    /// <param name="Locales">The languages, separated by spaces.</param>
    public readonly record struct Start(byte VersionMajor, byte VersionMinor, MessageHeaders ServerProperties, string Mechanisms, string Locales) : IMethod<Start>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ConnectionStart;

        /// <inheritdoc/>
        public int Bound => FieldSize.Table(ServerProperties) + FieldSize.LongText(Mechanisms) + FieldSize.LongText(Locales) + 2;

        /// <inheritdoc/>
        public static Start Read(ref FieldReader reader)
        {
            var versionMajor = reader.Octet();
            var versionMinor = reader.Octet();
            var serverProperties = reader.Table();
            var mechanisms = reader.LongText();
            var locales = reader.LongText();
            return new Start(versionMajor, versionMinor, serverProperties, mechanisms, locales);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Octet(VersionMajor);
            writer.Octet(VersionMinor);
            writer.Table(ServerProperties);
            writer.LongText(Mechanisms);
            writer.LongText(Locales);
        }
    }

    /// <summary>The client says who it is.</summary>
    /// <param name="ClientProperties">What the client is and can do.</param>
    /// <param name="Mechanism">The way it authenticates.</param>
    /// <param name="Response">Its credentials.</param>
    /// <param name="Locale">Its language.</param>
    public readonly record struct StartOk(MessageHeaders ClientProperties, string Mechanism, ReadOnlyMemory<byte> Response, string Locale) : IMethod<StartOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ConnectionStartOk;

        /// <inheritdoc/>
        public int Bound => (2 * FieldSize.ShortText) + FieldSize.Table(ClientProperties) + 4 + Response.Length;

        /// <inheritdoc/>
        public static StartOk Read(ref FieldReader reader)
        {
            var clientProperties = reader.Table();
            var mechanism = reader.ShortText();
            var response = reader.LongBytes().ToArray();
            var locale = reader.ShortText();
            return new StartOk(clientProperties, mechanism, response, locale);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Table(ClientProperties);
            writer.ShortText(Mechanism);
            writer.Long((uint)Response.Length);
            writer.Bytes(Response.Span);
            writer.ShortText(Locale);
        }
    }

    /// <summary>The server wants to know more.</summary>
    /// <param name="Challenge">The question.</param>
    public readonly record struct Secure(ReadOnlyMemory<byte> Challenge) : IMethod<Secure>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ConnectionSecure;

        /// <inheritdoc/>
        public int Bound => 4 + Challenge.Length;

        /// <inheritdoc/>
        public static Secure Read(ref FieldReader reader)
        {
            var challenge = reader.LongBytes().ToArray();
            return new Secure(challenge);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Long((uint)Challenge.Length);
            writer.Bytes(Challenge.Span);
        }
    }

    /// <summary>The client tells more.</summary>
    /// <param name="Response">Its credentials.</param>
    public readonly record struct SecureOk(ReadOnlyMemory<byte> Response) : IMethod<SecureOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ConnectionSecureOk;

        /// <inheritdoc/>
        public int Bound => 4 + Response.Length;

        /// <inheritdoc/>
        public static SecureOk Read(ref FieldReader reader)
        {
            var response = reader.LongBytes().ToArray();
            return new SecureOk(response);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Long((uint)Response.Length);
            writer.Bytes(Response.Span);
        }
    }

    /// <summary>The server proposes limits.</summary>
    /// <param name="ChannelMax">Most channels; 0 for no limit.</param>
    /// <param name="FrameMax">The largest frame, overhead included; 0 for no limit.</param>
    /// <param name="Heartbeat">Seconds between signs of life; 0 for none.</param>
    public readonly record struct Tune(ushort ChannelMax, uint FrameMax, ushort Heartbeat) : IMethod<Tune>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ConnectionTune;

        /// <inheritdoc/>
        public int Bound => 8;

        /// <inheritdoc/>
        public static Tune Read(ref FieldReader reader)
        {
            var channelMax = reader.Short();
            var frameMax = reader.Long();
            var heartbeat = reader.Short();
            return new Tune(channelMax, frameMax, heartbeat);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(ChannelMax);
            writer.Long(FrameMax);
            writer.Short(Heartbeat);
        }
    }

    /// <summary>The client settles the limits.</summary>
    /// <param name="ChannelMax">Most channels; 0 for no limit.</param>
    /// <param name="FrameMax">The largest frame, overhead included; 0 for no limit.</param>
    /// <param name="Heartbeat">Seconds between signs of life; 0 for none.</param>
    public readonly record struct TuneOk(ushort ChannelMax, uint FrameMax, ushort Heartbeat) : IMethod<TuneOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ConnectionTuneOk;

        /// <inheritdoc/>
        public int Bound => 8;

        /// <inheritdoc/>
        public static TuneOk Read(ref FieldReader reader)
        {
            var channelMax = reader.Short();
            var frameMax = reader.Long();
            var heartbeat = reader.Short();
            return new TuneOk(channelMax, frameMax, heartbeat);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(ChannelMax);
            writer.Long(FrameMax);
            writer.Short(Heartbeat);
        }
    }

    /// <summary>The client chooses a virtual host.</summary>
    /// <param name="VirtualHost">Its name.</param>
    public readonly record struct Open(string VirtualHost) : IMethod<Open>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ConnectionOpen;

        /// <inheritdoc/>
        public int Bound => FieldSize.ShortText + 2;

        /// <inheritdoc/>
        public static Open Read(ref FieldReader reader)
        {
            var virtualHost = reader.ShortText();
            reader.ShortBytes();
            var bits = reader.Octet();
            return new Open(virtualHost);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.ShortText(VirtualHost);
            writer.Octet(0);
            writer.Octet(0);
        }
    }

    /// <summary>The connection is open.</summary>
    public readonly record struct OpenOk : IMethod<OpenOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ConnectionOpenOk;

        /// <inheritdoc/>
        public int Bound => 1;

        /// <inheritdoc/>
        public static OpenOk Read(ref FieldReader reader)
        {
            reader.ShortBytes();
            return new OpenOk();
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Octet(0);
        }
    }

    /// <summary>One side ends the connection.</summary>
    /// <param name="Code">Why, for programs.</param>
    /// <param name="Text">Why, for people.</param>
    /// <param name="ClassId">The class of the method that caused it; 0 for none.</param>
    /// <param name="MethodId">The method that caused it; 0 for none.</param>
    public readonly record struct Close(ushort Code, string Text, ushort ClassId, ushort MethodId) : IMethod<Close>
    {
        /// <inheritdoc/>
        public static Amqp.MethodId Id => Amqp.MethodId.ConnectionClose;

        /// <inheritdoc/>
        public int Bound => FieldSize.ShortText + 6;

        /// <inheritdoc/>
        public static Close Read(ref FieldReader reader)
        {
            var code = reader.Short();
            var text = reader.ShortText();
            var classId = reader.Short();
            var methodId = reader.Short();
            return new Close(code, text, classId, methodId);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(Code);
            writer.ShortText(Text);
            writer.Short(ClassId);
            writer.Short(MethodId);
        }
    }

    /// <summary>The other side agrees.</summary>
    public readonly record struct CloseOk : IMethod<CloseOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ConnectionCloseOk;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static CloseOk Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }

    /// <summary>The server cannot take any messages now.</summary>
    /// <param name="Reason">Why, for people.</param>
    public readonly record struct Blocked(string Reason) : IMethod<Blocked>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ConnectionBlocked;

        /// <inheritdoc/>
        public int Bound => FieldSize.ShortText;

        /// <inheritdoc/>
        public static Blocked Read(ref FieldReader reader)
        {
            var reason = reader.ShortText();
            return new Blocked(reason);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.ShortText(Reason);
        }
    }

    /// <summary>The server takes messages again.</summary>
    public readonly record struct Unblocked : IMethod<Unblocked>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ConnectionUnblocked;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static Unblocked Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }

    /// <summary>The client has got another password.</summary>
    /// <param name="NewSecret">The password.</param>
    /// <param name="Reason">Why, for people.</param>
    public readonly record struct UpdateSecret(ReadOnlyMemory<byte> NewSecret, string Reason) : IMethod<UpdateSecret>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ConnectionUpdateSecret;

        /// <inheritdoc/>
        public int Bound => FieldSize.ShortText + 4 + NewSecret.Length;

        /// <inheritdoc/>
        public static UpdateSecret Read(ref FieldReader reader)
        {
            var newSecret = reader.LongBytes().ToArray();
            var reason = reader.ShortText();
            return new UpdateSecret(newSecret, reason);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Long((uint)NewSecret.Length);
            writer.Bytes(NewSecret.Span);
            writer.ShortText(Reason);
        }
    }

    /// <summary>The server has taken note.</summary>
    public readonly record struct UpdateSecretOk : IMethod<UpdateSecretOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ConnectionUpdateSecretOk;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static UpdateSecretOk Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }
}
