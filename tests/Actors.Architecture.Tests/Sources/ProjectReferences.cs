using System.Xml;
using System.Xml.Linq;

namespace Actors.Architecture.Tests.Sources;

/// <summary>What a project file refers to.</summary>
internal static class ProjectReferences
{
    /// <summary>The names of the projects it refers to, each with its line.</summary>
    public static IEnumerable<(string Name, int Line)> Projects(SourceFile project) =>
        Items(project, "ProjectReference").Select(item => (Path.GetFileNameWithoutExtension(Included(item).Replace('\\', '/')), LineOf(item)));

    /// <summary>The packages it refers to, each with its line and whether it carries a version of its own.</summary>
    public static IEnumerable<(string Name, int Line, bool HasVersion)> Packages(SourceFile project) =>
        Items(project, "PackageReference").Select(item => (Included(item), LineOf(item), HasVersion(item)));

    private static IEnumerable<XElement> Items(SourceFile project, string kind) =>
        XDocument.Parse(project.Text, LoadOptions.SetLineInfo).Descendants().Where(element => element.Name.LocalName == kind);

    private static string Included(XElement item) => (string?)item.Attribute("Include") ?? (string?)item.Attribute("Update") ?? "";

    private static bool HasVersion(XElement item) =>
        item.Attributes().Select(attribute => attribute.Name.LocalName).Concat(item.Elements().Select(element => element.Name.LocalName))
            .Any(name => name is "Version" or "VersionOverride");

    private static int LineOf(XElement item) => ((IXmlLineInfo)item).LineNumber;
}
