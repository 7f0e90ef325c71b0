namespace IncidentMonitor.Locate;

/// <summary>The house that stands behind a street's name («, 12», «д. 5к2», «дом № 7а», «5 корпус 2») or before it («дом 7 по ул. Пушкина»).</summary>
internal static class HouseNumber
{
    /// <summary>The house after the word <paramref name="at"/>, and the word it ends with.</summary>
    public static (string Text, int Index)? After(List<PlaceWord> words, int at)
    {
        var next = at + 1;
        var hasMarker = false;
        while (next < words.Count && next - at <= 2 && IsMarker(words[next].Key) && words[next].Gap is " " or "," or "." or "" or ".," or ".№" or "№")
        {
            hasMarker = true;
            next++;
        }

        if (next >= words.Count || !IsHouse(words[next].Text) || words[next].Gap is not (" " or "," or "-" or "№" or "." or "" or ".№" or ",№"))
        {
            return null;
        }

        // «Ленина 2 раза», «Кирова 5 мая»: a count or a date, unless the text says it is a house.
        if (!hasMarker && (words[next].Gap == "." || IsCount(words, next)))
        {
            return null;
        }

        var text = words[next].Text;
        if (next + 2 < words.Count && words[next + 1].Key is "к" or "корп" or "корпус" or "стр" && words[next + 2].IsNumber && words[next + 2].Text.Length <= 3)
        {
            return ($"{text}к{words[next + 2].Text}", next + 2);
        }

        // «12 А», «12-А»; «12 в подъезде» is a preposition.
        if (next + 1 < words.Count && char.IsAsciiDigit(text[^1]) && words[next + 1].Gap is "" or " " or "-" && words[next + 1].Text is [>= 'А' and <= 'Е']
            && (next + 2 >= words.Count || words[next + 2].Gap is not ("." or " ") || words[next + 1].Key is "а" or "б" or "г" or "д" or "е"))
        {
            return (text + words[next + 1].Text, next + 1);
        }

        return (text, next);
    }

    /// <summary>«дом 7 по ул. …», «д. 5 на улице …», «дом 36 ул. …»: the house before the word <paramref name="at"/>, and the word it begins with.</summary>
    public static (string Text, int Index)? Before(List<PlaceWord> words, int at)
    {
        var number = at - 1;
        if (number > 0 && words[at].Gap == " " && words[number].Key is "по" or "на")
        {
            number--;
        }

        return number > 0 && IsHouse(words[number].Text) && IsMarker(words[number - 1].Key) && words[number].IsClose && words[number + 1].Gap is " " or ","
            ? (words[number].Text, number - 1)
            : null;
    }

    /// <summary>Does a unit or a month follow the number?</summary>
    public static bool IsCount(List<PlaceWord> words, int number) =>
        number + 1 < words.Count && words[number + 1].Gap is " " or "." or "" && words[number + 1].Key is "января" or "февраля" or "марта" or "апреля" or "мая" or "июня" or "июля" or "августа" or "сентября" or "октября" or "ноября" or "декабря"
            or "лет" or "года" or "год" or "г" or "раз" or "раза" or "ч" or "час" or "часов" or "часа" or "мин" or "минут" or "рублей" or "рубля" or "руб" or "р" or "тысяч" or "тыс" or "т" or "человек" or "чел" or "дней" or "дня" or "день" or "месяцев" or "месяца" or "мес"
            or "недели" or "недель" or "класс" or "класса" or "процентов" or "км" or "м" or "метров" or "штук" or "шт" or "детей" or "машин" or "машины" or "ребенка" or "место" or "сутки" or "суток" or "градусов" or "квартир" or "квартиры" or "домов" or "млн" or "этажа" or "этажей" or "уроков" or "и" && IsNumberedList(words, number)
        || number + 1 < words.Count && words[number + 1].Gap == " " && CountedStems.Any(stem => words[number + 1].Key.StartsWith(stem, StringComparison.Ordinal));

    /// <summary>«Детская 1 поликлиника», «Садовая 5 маршрут»: the number belongs to what follows.</summary>
    private static readonly string[] CountedStems = ["поликлиник", "больниц", "школ", "садик", "маршрут", "автобус", "троллейбус", "трамва", "отделени", "участ", "групп", "смен", "процент"];

    private static bool IsNumberedList(List<PlaceWord> words, int number) => number + 2 < words.Count && words[number + 2].IsNumber && IsCount(words, number + 2);

    private static bool IsMarker(string key) => key is "д" or "дом" or "дома" or "доме" or "дому" or "домом" or "домов" or "домами" or "номер" or "n";

    /// <summary>
    /// 5, 5/2, 6Б, 45-а, 49-18, 5к2: at most three digits, and a letter that houses carry («33п» is no house).
    /// «1905» and telephone numbers are none either.
    /// </summary>
    private static bool IsHouse(string text)
    {
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        if (digits is 0 or > 3 || text[0] == '0' || text.Length > 8)
        {
            return false;
        }

        var tail = text.AsSpan(digits);
        if (tail.IsEmpty)
        {
            return true;
        }

        var mark = tail[0] is '/' or '-' ? tail[1..] : tail;
        return IsLetterTail(mark) || (tail[0] is '/' or '-' && mark.Length is > 0 and <= 3 && mark.ContainsAnyExceptInRange('0', '9') is false)
            || (mark.Length is > 1 and <= 3 && char.ToLowerInvariant(mark[0]) is 'к' or 'с' && mark[1..].ContainsAnyExceptInRange('0', '9') is false)
            || (tail[0] == '/' && mark.Length is > 1 and <= 4 && char.IsAsciiDigit(mark[0]) && IsLetterTail(mark[^1..]));
    }

    private static bool IsLetterTail(ReadOnlySpan<char> tail) => tail.Length == 1 && char.ToLowerInvariant(tail[0]) is 'а' or 'б' or 'в' or 'г' or 'д' or 'е' or 'ж' or 'к';
}
