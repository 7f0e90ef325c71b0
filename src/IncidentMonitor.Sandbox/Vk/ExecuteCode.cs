using System.Globalization;
using System.Text;

namespace IncidentMonitor.Sandbox.Vk;

/// <summary>
/// The one shape of VKScript that the sandbox understands: <c>return [API.wall.get({...}), API.wall.getComments({...})];</c>,
/// or a single call without brackets. Keys may be bare or quoted; values are strings, numbers, true, false, null.
/// </summary>
internal sealed class ExecuteCode
{
    private readonly string _code;
    private int _at;

    private ExecuteCode(string code) => _code = code;

    /// <exception cref="VkRefusal">12: it does not compile. 13: more than 25 calls.</exception>
    public static (IReadOnlyList<VkCall> Calls, bool IsList) Parse(string code) => new ExecuteCode(code).Program();

    private (IReadOnlyList<VkCall> Calls, bool IsList) Program()
    {
        Expect("return");
        var isList = Accept('[');
        var calls = new List<VkCall>();
        do
        {
            if (isList && Peek() == ']')
            {
                break;
            }

            calls.Add(Call());
        }
        while (isList && Accept(','));
        if (isList)
        {
            Expect("]");
        }

        Accept(';');
        return Peek() != '\0' ? throw Wrong() : calls.Count > 25 ? throw new VkRefusal(13, "Runtime error occurred during code invocation: Too many API calls") : (calls, isList);
    }

    private VkCall Call()
    {
        Expect("API.");
        var method = $"{Name()}{(Accept('.') ? "." : throw Wrong())}{Name()}";
        Expect("(");
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Accept('{'))
        {
            while (Peek() != '}')
            {
                var key = Peek() is '"' or '\'' ? Quoted() : Name();
                Expect(":");
                arguments[key] = Value();
                if (!Accept(','))
                {
                    break;
                }
            }

            Expect("}");
        }

        Expect(")");
        return new VkCall(method, arguments);
    }

    private string Value()
    {
        if (Peek() is '"' or '\'')
        {
            return Quoted();
        }

        var start = _at;
        while (_at < _code.Length && (char.IsAsciiLetterOrDigit(_code[_at]) || _code[_at] is '-' or '.' or '_'))
        {
            _at++;
        }

        return _at == start ? throw Wrong() : _code[start.._at] is "null" ? "" : _code[start.._at];
    }

    private string Quoted()
    {
        var quote = _code[_at++];
        var text = new StringBuilder();
        while (_at < _code.Length && _code[_at] != quote)
        {
            var c = _code[_at++];
            text.Append(c != '\\' || _at == _code.Length ? c : Escaped());
        }

        return _at++ < _code.Length ? text.ToString() : throw Wrong();
    }

    private char Escaped()
    {
        var c = _code[_at++];
        if (c != 'u')
        {
            return c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', _ => c };
        }

        if (_at + 4 > _code.Length || !ushort.TryParse(_code.AsSpan(_at, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var unit))
        {
            throw Wrong();
        }

        _at += 4;
        return (char)unit;
    }

    private string Name()
    {
        Peek();
        var start = _at;
        while (_at < _code.Length && (char.IsAsciiLetterOrDigit(_code[_at]) || _code[_at] == '_'))
        {
            _at++;
        }

        return _at > start ? _code[start.._at] : throw Wrong();
    }

    private char Peek()
    {
        while (_at < _code.Length && char.IsWhiteSpace(_code[_at]))
        {
            _at++;
        }

        return _at < _code.Length ? _code[_at] : '\0';
    }

    private bool Accept(char c)
    {
        var found = Peek() == c;
        _at += found ? 1 : 0;
        return found;
    }

    private void Expect(string text)
    {
        Peek();
        if (string.CompareOrdinal(_code, _at, text, 0, text.Length) != 0)
        {
            throw Wrong();
        }

        _at += text.Length;
    }

    private VkRefusal Wrong() => new(12, $"Unable to compile code: unexpected '{Peek()}' at {_at}");
}
