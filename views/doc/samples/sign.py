import hashlib
import hmac


# 计算签名：params 是未经 URL 编码的参数（值都是文本），key 是商户密钥
def epay_sign(params: dict, key: str) -> str:
    content = "&".join(
        f"{name}={params[name]}"
        for name in sorted(params)
        if name not in ("sign", "sign_type") and params[name] != ""
    )
    return hashlib.md5((content + key).encode("utf-8")).hexdigest()


# 验证通知：params 是收到的全部参数，例如 request.args.to_dict()
def epay_verify(params: dict, key: str) -> bool:
    given = str(params.get("sign", ""))
    return hmac.compare_digest(epay_sign(params, key).encode(), given.encode())
