using System.Text;

namespace Actors.Cluster.Tests.Postgres;

internal static class MessageText
{
    public static string BodyText(this Message message) => Encoding.UTF8.GetString(message.Body.Span);
}
