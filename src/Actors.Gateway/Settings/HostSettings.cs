using System.Globalization;
using System.Net;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Actors.Gateway.Settings;

/// <summary>What every host is told, by command line, environment and files, in this order of precedence.</summary>
/// <param name="Gateway">Where to listen, for whom, within which limits.</param>
/// <param name="Configuration">Everything, for what has settings of its own, like logging.</param>
internal sealed record HostSettings(GatewayOptions Gateway, IConfigurationRoot Configuration)
{
    public const string Port = Section + "Port";
    public const string AmqpPort = Section + "AmqpPort";
    public const string HttpPort = Section + "HttpPort";
    public const string Bind = Section + "Bind";
    public const string User = Section + "User";
    public const string Password = Section + "Password";

    /// <summary>What the keys of all settings begin with.</summary>
    public const string Section = "Actors:";

    private const string FileName = "appsettings.json";

    // Stricter than the framework's own forms, in one of which 60 means days.
    private static readonly string[] DurationForms = [@"h\:mm\:ss", @"h\:mm\:ss\.FFF"];

    /// <summary>The limits an operator may change.</summary>
    public static IEnumerable<PropertyInfo> LimitProperties => typeof(Limits).GetProperties(BindingFlags.Public | BindingFlags.Instance);

    /// <summary>The configuration key of a limit.</summary>
    /// <param name="limit">Its property.</param>
    public static string KeyOf(PropertyInfo limit) => $"{Section}Limits:{limit.Name}";

    /// <summary>Reads all sources.</summary>
    /// <param name="commandLine">What the command line says, by configuration key.</param>
    /// <exception cref="HostRefusal">A value is not what it has to be.</exception>
    public static HostSettings Read(IReadOnlyDictionary<string, string?> commandLine)
    {
        var configuration = ReadSources(commandLine);
        var gateway = new GatewayOptions();
        gateway.Bind = Parse(configuration, Bind, IPAddress.Parse, "an IP address, like 127.0.0.1") ?? gateway.Bind;
        gateway.Port = ParsePort(configuration, Port) ?? gateway.Port;
        gateway.AmqpPort = ParsePort(configuration, AmqpPort) ?? gateway.AmqpPort;
        gateway.HttpPort = ParsePort(configuration, HttpPort) ?? gateway.HttpPort;
        gateway.User = configuration[User];
        gateway.Password = configuration[Password];
        gateway.Limits = ReadLimits(configuration);
        try
        {
            gateway.Validate();
        }
        catch (BrokerException refusal)
        {
            throw new HostRefusal(refusal.Message, refusal);
        }

        return new HostSettings(gateway, configuration);
    }

    private static IConfigurationRoot ReadSources(IReadOnlyDictionary<string, string?> commandLine)
    {
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, FileName), optional: true)
                .AddJsonFile(Path.GetFullPath(FileName), optional: true)
                .AddEnvironmentVariables()
                .AddInMemoryCollection(commandLine)
                .Build();
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new HostRefusal($"The settings cannot be read: {error.Message} {error.InnerException?.Message}", error);
        }
    }

    private static Limits ReadLimits(IConfiguration configuration)
    {
        var limits = new Limits();
        foreach (var property in LimitProperties)
        {
            var key = KeyOf(property);
            object? value = Type.GetTypeCode(property.PropertyType) switch
            {
                TypeCode.Int32 => ParseNumber<int>(configuration, key),
                TypeCode.Int64 => ParseNumber<long>(configuration, key),
                _ => ParseDuration(configuration, key),
            };
            if (value is not null)
            {
                property.SetValue(limits, value);
            }
        }

        RefuseUnknown(configuration.GetSection($"{Section}Limits"));
        return limits;
    }

    // A misspelt limit would silently be the default.
    private static void RefuseUnknown(IConfigurationSection section)
    {
        var known = LimitProperties.Select(property => property.Name).ToArray();
        foreach (var child in section.GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw new HostRefusal($"There is no limit '{child.Key}'; there are {string.Join(", ", known)}.");
            }
        }
    }

    private static int? ParsePort(IConfiguration configuration, string key) =>
        Parse(configuration, key, text => (int?)ushort.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), "0 (any free one) to 65535");

    private static TNumber? ParseNumber<TNumber>(IConfiguration configuration, string key)
        where TNumber : struct, System.Numerics.INumber<TNumber> =>
        Parse(configuration, key, text => (TNumber?)TNumber.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), "a whole number");

    private static TimeSpan? ParseDuration(IConfiguration configuration, string key) =>
        Parse(configuration, key, text => (TimeSpan?)TimeSpan.ParseExact(text, DurationForms, CultureInfo.InvariantCulture), "a time as hours:minutes:seconds, like 00:01:00");

    private static TValue? Parse<TValue>(IConfiguration configuration, string key, Func<string, TValue?> parse, string allowed)
    {
        if (configuration[key] is not { } text)
        {
            return default;
        }

        try
        {
            return parse(text);
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            throw new HostRefusal($"The setting {key[Section.Length..]} is '{text}'; allowed: {allowed}.", error);
        }
    }
}
