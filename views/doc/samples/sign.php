<?php
// 计算签名：$params 是未经 URL 编码的参数，$key 是商户密钥
function epay_sign(array $params, string $key): string
{
    ksort($params, SORT_STRING);
    $pairs = [];
    foreach ($params as $name => $value) {
        if ($name === 'sign' || $name === 'sign_type' || (string) $value === '') {
            continue;
        }
        $pairs[] = $name . '=' . $value;
    }
    return md5(implode('&', $pairs) . $key);
}

// 验证通知：$params 是收到的全部参数，例如 $_GET
function epay_verify(array $params, string $key): bool
{
    return hash_equals(epay_sign($params, $key), (string) ($params['sign'] ?? ''));
}
