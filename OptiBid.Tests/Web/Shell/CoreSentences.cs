using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Web.Components.Layout;

namespace OptiBid.Tests.Web.Shell;

/// <summary>
/// Every <see cref="Sentence"/> that the compiled code builds: read from its instructions, so that none is missed whatever the source looks
/// like. What programs alone read (endpoints, verbs, SCIM) is left out.
/// </summary>
internal static partial class CoreSentences
{
    private static readonly string[] s_builders = [typeof(Sentence).FullName!, typeof(RowFault).FullName!];
    private static readonly string[] s_forPrograms =
    [
        "OptiBid.Web.Api",
        "OptiBid.Web.Commands",
        "OptiBid.Core.Identity.Scim.",
        "OptiBid.Core.Forecasting.Tracking.",
        "Endpoints",
        // Files that verbs alone read: no page shows what is wrong with them.
        "OptiBid.Core.Audit.Export.AuditBundle",
        "OptiBid.Core.Bidding.Optimisation.DerVetCase",
        "OptiBid.Core.Bidding.Optimisation.PriceWindows",
        "OptiBid.Core.Forecasting.Metrics.HourlyTable",
        "OptiBid.Core.Forecasting.Models.DailyPanel",
        "OptiBid.Core.Markets.Import.ReadSeriesFiles",
        "OptiBid.Core.Portfolios.Batteries.BatterySpecFile",
    ];
    private static readonly Lazy<(SortedSet<string> Formats, SortedSet<string> Computed)> s_found = new(Read);

    /// <summary>Formats with words in them: the keys of the translations.</summary>
    public static IReadOnlySet<string> Formats => s_found.Value.Formats;

    /// <summary>Methods that make a sentence of a string that is computed, which no translation can know.</summary>
    public static IReadOnlySet<string> Computed => s_found.Value.Computed;

    /// <summary>Words of enums that stand in sentences.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [.. Enum.GetNames<BidStatus>().Concat(Enum.GetNames<OrganisationStatus>()).Select(n => n.ToLowerInvariant())];

    private static (SortedSet<string> Formats, SortedSet<string> Computed) Read()
    {
        var (formats, computed) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var assembly in new[] { typeof(Sentence).Assembly, typeof(NavPages).Assembly })
        {
            using var module = ModuleDefinition.ReadModule(assembly.Location);
            foreach (var method in module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody && IsForPeople(m.DeclaringType)))
            {
                Read(method, formats, computed);
            }
        }

        formats.RemoveWhere(f => !Values().Replace(f, "").Any(char.IsLetter));
        return (formats, computed);
    }

    private static bool IsForPeople(TypeDefinition type)
    {
        var name = type.FullName;
        return !s_builders.Contains(name, StringComparer.Ordinal)
            && (
                name.Contains(".Scim.Tokens.", StringComparison.Ordinal)
                || !Array.Exists(s_forPrograms, p => name.Contains(p, StringComparison.Ordinal))
            );
    }

    private static void Read(MethodDefinition method, SortedSet<string> formats, SortedSet<string> computed)
    {
        var open = new Stack<(Sentence Built, int Letters, int Values)>();
        foreach (var instruction in method.Body.Instructions)
        {
            if (
                instruction.Operand is not MethodReference called
                || !s_builders.Contains(called.DeclaringType.FullName, StringComparer.Ordinal)
            )
            {
                continue;
            }

            switch (called.Name)
            {
                case ".ctor":
                    // A row's fault also takes the sink and tells whether it is listed: both are behind the two numbers.
                    var values = called.Parameters.Count == 2 ? instruction.Previous : instruction.Previous.Previous.Previous;
                    open.Push((new(0, 0), Number(values.Previous), Number(values)));
                    break;
                case nameof(Sentence.AppendLiteral):
                    var literal = (string)instruction.Previous.Operand;
                    var (sentence, letters, more) = open.Pop();
                    sentence.AppendLiteral(literal);
                    open.Push((sentence, letters - literal.Length, more));
                    break;
                case nameof(Sentence.AppendFormatted):
                    var format = instruction.Previous.Operand as string;
                    var (built, left, rest) = open.Pop();
                    built.AppendFormatted(0, format);
                    open.Push((built, left, rest - 1));
                    break;
                case "op_Implicit"
                or nameof(Sentence.FromString) when called.Parameters[0].ParameterType.FullName == typeof(string).FullName:
                    foreach (var from in Before(method, instruction))
                    {
                        if (from.OpCode == OpCodes.Ldstr)
                        {
                            formats.Add(Sentence.FromString((string)from.Operand).Format);
                        }
                        else
                        {
                            computed.Add(NameOf(method));
                        }
                    }

                    break;
            }

            if (open.TryPeek(out var top) && top is { Letters: 0, Values: 0 })
            {
                formats.Add(open.Pop().Built.Format);
            }
        }

        Assert.True(open.Count == 0, $"{method.FullName} builds a sentence that could not be read");
    }

    /// <summary>What leaves the string on the stack: the instruction before, and the one before every jump to here.</summary>
    private static IEnumerable<Instruction> Before(MethodDefinition method, Instruction at) =>
        method
            .Body.Instructions.Where(i => ReferenceEquals(i.Operand, at))
            .Select(i => i.Previous)
            .Prepend(at.Previous)
            .Where(i => i.OpCode.FlowControl != FlowControl.Branch);

    private static int Number(Instruction instruction) =>
        instruction.OpCode.Code switch
        {
            Code.Ldc_I4 => (int)instruction.Operand,
            Code.Ldc_I4_S => (sbyte)instruction.Operand,
            var code => code - Code.Ldc_I4_0,
        };

    /// <summary>The method of the source: state machines and lambdas bear its name in angle brackets.</summary>
    private static string NameOf(MethodDefinition method)
    {
        var type = method.DeclaringType;
        while (type.DeclaringType is not null && type.Name.StartsWith('<'))
        {
            type = type.DeclaringType;
        }

        return type.Name;
    }

    [GeneratedRegex(@"\{\d[^}]*\}")]
    private static partial Regex Values();
}
