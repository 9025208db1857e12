# Completion of onwatch in PowerShell: onwatch completions powershell | Out-String | Invoke-Expression
# It asks onwatch, so it need not be made again after an update.

Register-ArgumentCompleter -Native -CommandName onwatch -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # The words as they are written: nothing on the line is run here.
    $words = @()
    foreach ($element in $commandAst.CommandElements) {
        if ($element.Extent.StartOffset -ge $cursorPosition) { break }
        if ($element.Extent.EndOffset -ge $cursorPosition) { break }
        if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
            $words += $element.Value
        } else {
            $words += $element.Extent.Text
        }
    }
    $current = $wordToComplete.Trim("'", '"')
    # Windows PowerShell drops an empty argument, so the last one always has a dot after it.
    $answer = @(& (Get-Command -CommandType Application onwatch | Select-Object -First 1) __complete powershell @words "$current." 2>$null)
    if ($answer.Count -eq 0 -or $answer[0] -ne 'values') { return }
    $answer | Select-Object -Skip 1 | ForEach-Object {
        $value, $about = $_.Split("`t", 2)
        if (-not $about) { $about = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
    }
}
